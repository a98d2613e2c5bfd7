/** The moments in which a trial answers: what the session asks, and what the person or the world does meanwhile. */
import {setTimeout as sleep} from 'node:timers/promises';
import {steer, type ToolDirective} from './directives.ts';
import {signalTo} from './process.ts';
import type {Random} from './random.ts';
import {type Bench, type TrialSession, trialSkill} from './trial-bench.ts';

export interface AnswerContext {
	bench: Bench;
	claude: TrialSession;
	random: Random;
	/** The session's folder. */
	cwd: string;
	/** In the input of the call that is asked about first, and of the second. */
	marks: readonly [string, string];
}

/** What somebody else does about a call: the only reason for which it may be settled otherwise than ccmon was asked. */
export interface Doing {
	/** The mark of the call. */
	mark: string;
	as: 'allow' | 'deny';
}

export interface AnswerScene {
	name: string;
	/** The calls of the answer, in their order; by default one that is picked at random. */
	calls?(context: AnswerContext): readonly ToolDirective[];
	/** The pane's size, before anything is asked. */
	size?(random: Random): readonly [columns: number, rows: number];
	/** A draft that the person types while Claude works, before it asks. */
	hasDraft?: true;
	/** When the dialog is open and ccmon has not looked yet. */
	before?(context: AnswerContext): Promise<void>;
	/** While ccmon looks, asks its person and answers, at a random moment; null: nothing was settled by it. */
	during?(context: AnswerContext): Promise<Doing | null>;
	/** Brings back the screen. */
	after?(context: AnswerContext): Promise<void>;
	/** It must come to a refusal. */
	refuses?: true;
}

const bash = (mark: string): ToolDirective => ({name: 'Bash', input: {command: `touch ${mark} && sleep 0.1`}});

const option = (label: string) => ({label, description: `${label} it is`});

const question = (mark: string): ToolDirective => ({
	name: 'AskUserQuestion',
	input: {
		questions: [
			{question: `Which for ${mark}?`, header: 'Pick', multiSelect: false, options: ['One', 'Two'].map(option)},
		],
	},
});

const kinds: readonly ((context: AnswerContext) => ToolDirective)[] = [
	({marks}) => bash(marks[0]),
	({marks}) => ({name: 'Bash', input: {command: `for i in 1 2; do\n  touch ${marks[0]}\ndone`}}),
	({marks, cwd}) => ({name: 'Write', input: {file_path: `${cwd}/${marks[0]}`, content: 'one\n\n  two\n'}}),
	({marks}) => ({name: 'WebFetch', input: {url: `https://example.com/${marks[0]}`, prompt: 'what is it'}}),
	({marks}) => question(marks[0]),
];

/** The person looks, and presses Enter (Escape) if a dialog is there: neither means anything in an empty prompt box. */
async function settleIt({claude, marks}: AnswerContext, as: Doing['as']): Promise<Doing | null> {
	const rows = (await claude.pane.rows()).slice(-20).join('\n');
	const dialog = /╌\n([\s\S]*)╌\n[\s\S]* 1\. Yes/.exec(rows)?.[1] ?? '';
	const mark = marks.find(one => dialog.includes(one));
	if (mark === undefined) return null;
	await claude.pane.press(as === 'allow' ? 'Enter' : 'Escape');
	return {mark, as};
}

const allowIt = (context: AnswerContext) => settleIt(context, 'allow');

const two = ({marks}: AnswerContext) => [bash(marks[0]), bash(marks[1])];
/** A tool of a subagent's, which asks in the session's own dialog. */
const agent = ({marks}: AnswerContext) => [
	{
		name: 'Agent',
		input: {
			description: 'look around',
			subagent_type: 'general-purpose',
			prompt: steer('sub', {tool: bash(marks[0])}),
		},
	},
];

export const answerScenes: readonly AnswerScene[] = [
	{name: 'one dialog'},
	{name: 'two in a row', calls: two},
	{name: 'the same command twice', calls: ({marks}) => [bash(marks[0]), bash(marks[0])]},
	{name: 'a subagent asks', calls: agent},
	{name: 'over a draft', calls: ({marks}) => [bash(marks[0])], hasDraft: true},
	{
		name: 'allowed by the person',
		calls: ({marks}) => [bash(marks[0])],
		during: allowIt,
	},
	{
		name: 'denied by the person',
		calls: ({marks}) => [bash(marks[0])],
		during: context => settleIt(context, 'deny'),
	},
	{
		name: 'replaced by another',
		calls: two,
		during: allowIt,
	},
	{
		name: 'replaced by a question',
		calls: ({marks}) => [bash(marks[0]), question(marks[1])],
		during: allowIt,
	},
	{
		name: 'replaced by a file',
		calls: ({marks}) => [bash(marks[0]), {name: 'Write', input: {file_path: `/tmp/${marks[1]}`, content: 'x'}}],
		during: allowIt,
	},
	{
		name: 'process exits',
		async during({claude}) {
			signalTo(claude.pid, 'SIGTERM');
			return null;
		},
	},
	{
		name: 'scrolled: copy-mode',
		async before({bench, claude}) {
			await bench.copyMode?.enter(claude);
		},
		after: leaveCopyMode,
	},
	{
		name: 'copy-mode entered',
		async during({bench, claude}) {
			await bench.copyMode?.enter(claude);
			return null;
		},
		after: leaveCopyMode,
	},
	{
		name: 'resized',
		during: async ({claude, random}) => {
			await claude.pane.resize(random.int(40, 160), random.int(12, 44));
			return null;
		},
	},
	{
		name: 'narrow pane',
		size: random => [random.int(40, 60), 44],
		calls: ({marks}) => [
			{
				name: 'Bash',
				input: {command: `touch ${marks[0]} && echo "a text that is   wrapped" | cat | tail -n 1 && sleep 0.1`},
			},
		],
	},
	{
		name: 'cut off',
		size: random => [100, random.int(10, 14)],
		calls: ({marks}) => [
			{
				name: 'Bash',
				input: {command: `${'echo line\n'.repeat(12)}touch ${marks[0]}`},
			},
		],
		refuses: true,
	},
	{
		name: 'the person writes an answer',
		calls: ({marks}) => [bash(marks[0])],
		async during({claude}) {
			await claude.pane.press('Tab');
			await sleep(60);
			await claude.pane.type('and 1 2 3');
			return null;
		},
	},
	{
		name: 'the person moves about',
		async during({claude, random}) {
			// In a prompt box they would bring earlier prompts.
			if (/ 1\. /.test((await claude.pane.rows()).slice(-14).join('\n'))) {
				await claude.pane.press(...random.pick([['Down'], ['Down', 'Down'], ['Down', 'Down', 'Up']]));
			}
			return null;
		},
	},
	{
		name: 'transcript view',
		during: async ({claude}) => {
			await claude.pane.press('C-o');
			return null;
		},
		async after({claude}) {
			if ((await claude.pane.screen()).includes('Showing detailed transcript')) await claude.pane.press('C-o');
		},
	},
	{name: 'several questions', calls: ({marks}) => [severalQuestions(marks[0])]},
	{
		name: 'several questions, narrow',
		size: random => [random.int(44, 60), 44],
		calls: ({marks}) => [severalQuestions(marks[0])],
	},
	{
		name: 'several questions, the person answers one',
		calls: ({marks}) => [severalQuestions(marks[0])],
		async during({claude}) {
			const isAsked = (await claude.pane.rows()).some(row => row.includes('Chat about this'));
			if (isAsked) await claude.pane.press('3');
			return null;
		},
	},
	{name: 'several choices', calls: ({marks}) => [severalChoices(marks[0])], refuses: true},
	{
		name: 'several choices, reviewed',
		calls: ({marks}) => [severalChoices(marks[0])],
		async before({claude}) {
			await claude.pane.waitFor('Chat about this');
			await sleep(300);
			await claude.pane.press('1');
			await claude.pane.waitFor('[✔] One Size');
			await claude.pane.press('Right');
			await claude.pane.waitFor('Review your answers');
		},
	},
	{name: 'another tool', calls: otherTool},
	{
		name: 'another tool, allowed by the person',
		calls: otherTool,
		during: allowIt,
	},
];

function questionOf(mark: string, header: string, multiSelect: boolean) {
	const options = ['One', 'Two', 'Three'].map(word => option(`${word} ${header}`));
	return {question: `Which ${header} for ${mark}?`, header, multiSelect, options};
}

const severalQuestions = (mark: string): ToolDirective => ({
	name: 'AskUserQuestion',
	input: {questions: ['Size', 'Colour', 'Taste'].map(header => questionOf(mark, header, false))},
});

const severalChoices = (mark: string): ToolDirective => ({
	name: 'AskUserQuestion',
	input: {questions: [questionOf(mark, 'Size', true)]},
});

/** Of those that ask rarely. */
function otherTool({marks, random}: AnswerContext): readonly ToolDirective[] {
	return [
		random.pick<ToolDirective>([
			{name: 'Monitor', input: {command: `touch ${marks[0]} && sleep 1`, description: 'watch it'}},
			{name: 'Read', input: {file_path: `/etc/${marks[0]}`, offset: 2, limit: 4}},
			{name: 'Skill', input: {skill: trialSkill, args: marks[0]}},
			{name: 'WebSearch', input: {query: `about ${marks[0]}`, allowed_domains: ['example.com']}},
		]),
	];
}

async function leaveCopyMode({bench, claude}: AnswerContext): Promise<void> {
	await bench.copyMode?.leave(claude);
}

/** One of several kinds of calls. */
export const someCall = (context: AnswerContext): readonly ToolDirective[] => [context.random.pick(kinds)(context)];
