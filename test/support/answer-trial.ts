/**
 * One trial of answering: the real Claude Code asks; ccmon looks, shows it, and answers; something happens at a random
 * moment meanwhile. What came of every call is then read from the files and the transcript, without ccmon's eyes.
 */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {perform} from '../../source/control/actions/perform.ts';
import {lookAt} from '../../source/control/answer/look.ts';
import type {Outcome} from '../../source/core/action-log.ts';
import {type Answer, type Asked, answerOf} from '../../source/core/asked.ts';
import {type AnswerContext, type AnswerScene, type Doing, someCall} from './answer-scenes.ts';
import {steer} from './directives.ts';
import {isRunning} from './process.ts';
import type {Random} from './random.ts';
import {type Bench, type TrialSession, transcriptRecords} from './trial-bench.ts';
import {waitFor} from './wait.ts';

export interface AnswerResult {
	scene: string;
	tool: string | null;
	answer: string | null;
	outcome: Outcome['outcome'] | null;
	reason: string | null;
	durationMs: number;
	/** What must never happen, in words; empty when all is well. */
	violations: string[];
	/** Why the trial itself could not be made. */
	broken: string | null;
}

export const brokenAnswer = (scene: string, broken: string): AnswerResult => ({
	...{scene, tool: null, answer: null, outcome: null, reason: null},
	...{durationMs: 0, violations: [], broken},
});

const draftText = 'mine';

export async function runAnswerTrial(
	bench: Bench,
	claude: TrialSession,
	random: Random,
	scene: AnswerScene,
): Promise<AnswerResult> {
	const {cwd} = claude.registry();
	const context: AnswerContext = {bench, claude, random, cwd, marks: [`m${random.hex(8)}`, `m${random.hex(8)}`]};
	const size = scene.size?.(random);
	if (size) await claude.pane.resize(...size);
	const tools = (scene.calls ?? someCall)(context);
	const delay = scene.hasDraft ? 3000 : 0;
	const isBusy = scene.hasDraft && claude.waitForStatus('busy');
	await Promise.all([
		isBusy,
		submit(claude, steer('go', {delay, ...(tools.length > 1 ? {tools} : {tool: tools[0]!})})),
	]);
	if (scene.hasDraft) await claude.pane.type(draftText);
	await claude.waitForStatus('waiting');
	// From the very moment on at which it is said to wait.
	await sleep(random.int(0, 600));
	await scene.before?.(context);
	const stray = await bench.strayKeys();
	const session = await bench.sessionOf(claude);

	const startedAt = Date.now();
	const happening = scene.during
		? sleep(random.int(0, 1500)).then(() => scene.during!(context))
		: Promise.resolve<Doing | null>(null);
	const giveUp = new AbortController();
	const deps = {...bench.deps, signal: giveUp.signal};
	const timer = setTimeout(() => giveUp.abort(), 20_000);
	let asked: Asked | string;
	let outcome: Pick<Outcome, 'outcome' | 'reason'>;
	let answer: Answer | null;
	/** Labels of choices that were said to be made, of several questions that are submitted together. */
	const chosen: string[] = [];
	let goesOn: boolean;
	do {
		goesOn = false;
		answer = null;
		asked = await lookAt(session, deps);
		if (typeof asked === 'string') outcome = {outcome: 'refused', reason: asked};
		else {
			answer = someAnswer(asked, random);
			// The person reads.
			await sleep(random.int(0, 500));
			const reason = answer === 'deny' && asked.kind === 'permission' && random.chance(0.3) ? 'try it another way' : '';
			outcome = await perform({type: 'answer', answer, asked, reason}, session, deps);
			goesOn = outcome.outcome === 'done' && typeof answer === 'number' && /^question \d of/.test(asked.lines[0] ?? '');
			if (goesOn) chosen.push(labelOf(asked, answer));
		}
	} while (goesOn);
	const done = await happening.catch(() => null);
	clearTimeout(timer);
	const durationMs = Date.now() - startedAt;
	await scene.after?.(context);
	await sleep(400);

	const violations = await judge(context, {scene, asked, answer, chosen, outcome, done, wasMode: 'manual mode on'});
	if ((await bench.strayKeys()) !== stray) violations.push('another pane was typed into');
	const tool = typeof asked === 'string' ? (tools[0]?.name ?? null) : asked.tool;
	return {
		scene: scene.name,
		tool,
		answer: answer === null ? null : `${answer}`,
		...outcome,
		durationMs,
		violations,
		broken: null,
	};
}

/** Long ones are collapsed by the box. */
async function submit(claude: TrialSession, text: string): Promise<void> {
	if (text.length < 600) return claude.submit(text);
	await claude.pane.type(text);
	await claude.pane.waitFor(/Pasted text|go \[\[/);
	await sleep(500);
	await claude.pane.press('Enter');
	// On a busy machine it may be lost, as part of the paste.
	const isTaken = () => claude.registry().status !== 'idle';
	await waitFor(isTaken, {what: 'the prompt to be taken', timeout: 5000}).catch(() => claude.pane.press('Enter'));
}

function someAnswer(asked: Asked, random: Random): Answer {
	if (asked.kind === 'question')
		return random.pick<Answer>(asked.answers.length > 4 ? [1, 2, 2, 1, 'deny'] : [1, 2, 'deny']);
	return random.pick<Answer>(['allow', 'allow', 'deny']);
}

function labelOf(asked: Asked, answer: Answer): string {
	const chosen = answerOf(asked, answer);
	return typeof chosen === 'string' ? '' : chosen.label;
}

interface Truth {
	mark: string;
	settled: 'allow' | 'deny' | 'none';
	answers: unknown;
	grantScope: string | null;
}

/** Every call of the trial's, by its id, with what the transcripts say came of it. */
function truthOfCalls({bench, marks}: AnswerContext): Map<string, Truth> {
	const calls = new Map<string, Truth>();
	for (const record of transcriptRecords(bench.home)) {
		const content = record.message?.content;
		if (!Array.isArray(content)) continue;
		for (const block of content) {
			if (record.type === 'assistant' && block.type === 'tool_use' && block.name !== 'Agent') {
				const mark = marks.find(one => JSON.stringify(block.input).includes(one));
				if (mark) calls.set(block.id, {mark, settled: 'none', answers: null, grantScope: null});
			}
		}
	}
	for (const record of transcriptRecords(bench.home)) {
		const content = record.message?.content;
		if (!Array.isArray(content) || record.type !== 'user') continue;
		for (const block of content) {
			const call = block.type === 'tool_result' ? calls.get(block.tool_use_id) : undefined;
			if (!call) continue;
			const {decision} = record.permissionDecision ?? {};
			// Without either it was stopped while it ran.
			const isDenied = decision === 'reject' || record.toolDenialBeforeRun === true;
			const isStopped = record.toolDenialKind === 'user-rejected';
			call.settled = isDenied ? 'deny' : !block.is_error || decision === 'accept' || isStopped ? 'allow' : 'none';
			call.answers = record.toolUseResult?.answers ?? null;
			call.grantScope = record.permissionDecision?.grantScope ?? null;
		}
	}
	return calls;
}

interface Judged {
	scene: AnswerScene;
	asked: Asked | string;
	answer: Answer | null;
	chosen: readonly string[];
	outcome: Pick<Outcome, 'outcome' | 'reason'>;
	done: Doing | null;
	wasMode: string;
}

async function judge(context: AnswerContext, judged: Judged): Promise<string[]> {
	const {claude, marks, cwd} = context;
	const {scene, asked, answer, chosen, outcome, done} = judged;
	const violations: string[] = [];
	const said = outcome.outcome;
	const wanted = answer === 'deny' ? 'deny' : 'allow';
	const ids = typeof asked === 'string' ? [] : asked.callIds;
	const look = () => truthOfCalls(context);
	if (said === 'done')
		await waitFor(() => ids.some(id => look().get(id)?.settled === wanted), {what: 'it', timeout: 10_000}).catch(
			() => {},
		);
	// What runs has no result yet.
	const hasSettled = () => !isRunning(claude.pid) || claude.registry().status !== 'busy';
	await waitFor(hasSettled, {what: 'what runs to end', timeout: 15_000}).catch(() => {});
	const calls = look();
	const target = ids.map(id => calls.get(id)).find(call => call !== undefined && call.settled !== 'none');
	// What nobody but ccmon can have done.
	for (const [id, call] of calls) {
		if (call.grantScope !== null && call.grantScope !== 'once')
			violations.push(`more than this once was granted: ${call.grantScope}`);
		const byPerson = done?.mark === call.mark && done.as === call.settled;
		const byCcmon = ids.includes(id) && answer !== null && wanted === call.settled;
		// A denial ends the turn, and with it the other calls that wait.
		const withTurn =
			call.settled === 'deny' && (done?.as === 'deny' || (answer === 'deny' && target?.settled === 'deny'));
		const isQuestionDeclined = call.settled === 'deny' && answer === 'deny' && ids.includes(id);
		if (call.settled === 'none' || byPerson || byCcmon || withTurn || isQuestionDeclined) continue;
		violations.push(`the call ${call.mark} was settled by nobody's will: ${call.settled}`);
	}
	for (const mark of marks) {
		const isAllowed = [...calls.values()].some(call => call.mark === mark && call.settled === 'allow');
		if (existsSync(path.join(cwd, mark)) && !isAllowed && isRunning(claude.pid))
			violations.push('a call ran that was not allowed');
	}
	if (said === 'done' && target?.settled !== wanted) violations.push('"done" was false');
	if (said === 'done' && typeof answer === 'number' && typeof asked !== 'string') {
		if (!JSON.stringify(target?.answers ?? '').includes(labelOf(asked, answer)))
			violations.push('another choice was made');
	}
	if (said === 'done' && answer === 'allow' && typeof asked !== 'string' && asked.kind === 'review') {
		const given = Object.values(target?.answers ?? {}).map(String);
		const shown = asked.lines.filter(line => line.startsWith('→ ')).map(line => line.slice(2));
		if (String(given) !== String(shown)) violations.push(`other answers were submitted: ${given}`);
		if (chosen.length > 0 && !scene.during && String(given) !== String(chosen))
			violations.push(`"chose" was false: ${chosen}, but ${given}`);
	}
	if (said === 'failed' && target?.settled === wanted && done === null && isRunning(claude.pid))
		violations.push('"failed" was false');
	if (said === 'refused' && target && done === null && isRunning(claude.pid)) violations.push('"refused" was false');
	if (scene.refuses && said !== 'refused') violations.push('it was to be refused');
	if (existsSync(path.join(cwd, '.claude/settings.local.json'))) violations.push('a permission was stored');
	if (isRunning(claude.pid)) violations.push(...(await judgeBox(context, judged)));
	return violations;
}

/** Leaves what is open by Escape, which allows nothing, and looks for keys that went astray. */
async function judgeBox({claude}: AnswerContext, {scene, outcome, wasMode}: Judged): Promise<string[]> {
	for (let tries = 0; tries < 20 && claude.registry().status !== 'idle'; tries++) {
		await claude.pane.press('Escape');
		await sleep(500);
	}
	// It may have been opened later than all else was over.
	if ((await claude.pane.screen()).includes('Showing detailed transcript')) await claude.pane.press('C-o');
	await claude.pane.resize(100, 30);
	const expected = scene.hasDraft ? draftText : '';
	const box = async () => {
		const rows = await claude.pane.rows();
		const bottom = rows.findLastIndex(row => /^─+$/.test(row));
		const top = rows.findLastIndex((row, index) => index < bottom && row.startsWith('──'));
		return rows
			.slice(top + 1, bottom)
			.join('')
			.replace(/^❯/, '')
			.replace(/\s+/g, ' ')
			.trim();
	};
	const clean = () => box().then(text => text === expected || /^(?:Try "|Press up)/.test(text));
	const isClean = await waitFor(clean, {what: 'the box', timeout: 10_000}).catch(() => false);
	const found: string[] = [];
	if (
		!isClean &&
		!/its prompt box ends with/.test(outcome.reason ?? '') &&
		// The person's own key came when the dialog had gone: an arrow brings an earlier prompt, a digit is typed there.
		!(scene.name === 'the person moves about' && (await box()).startsWith('go [[')) &&
		!(scene.name === 'several questions, the person answers one' && (await box()) === '3') &&
		scene.name !== 'the person writes an answer'
	) {
		found.push(`left in the prompt box: ${JSON.stringify(await box())}`);
	}
	const screen = await claude.pane.screen();
	if (!screen.includes(wasMode) && /mode on|accept edits|auto mode/.test(screen.split('\n').slice(-4).join('\n')))
		found.push('its mode was changed');
	return found;
}
