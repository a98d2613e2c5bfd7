/**
 * Keys that do something to sessions. Targets are pinned when the key is pressed: a list that re-sorts while a question
 * is open cannot redirect the answer.
 */
import {describeEstimate, estimateCompaction} from '../../core/compaction-estimate.ts';
import {formatTokens, formatUsd} from '../../core/format.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {actionOf, losesConversation} from '../actions/typed-text.ts';
import {type AnswerPorts, answerCommands} from './answer-commands.ts';
import {type Command, type CommandContext, keysOf} from './command.ts';
import type {PromptMemory} from './prompt-memory.ts';

/** What session commands need besides the screen; provided by the composition root. */
export interface SessionCommandPorts extends AnswerPorts, PromptMemory {
	/** Goes to the session itself, or says why it cannot. */
	open(session: Session): void;
	/** Asks for folder, prompt and way, and starts a session. */
	start(context: CommandContext): void;
	/** Asks how, and resumes a session that has ended. */
	resume(session: Session, screen: CommandContext['screen']): void;
	/** Copies a session id to the clipboard, and says so. */
	copyId(sessionId: string, screen: CommandContext['screen']): void;
	/** The latest compact instructions, newest first, then the presets from the config. */
	instructions(): readonly string[];
	rememberInstructions(text: string): void;
	/** Asks, and writes instructions into the CLAUDE.md of the session's project. */
	keepInstructions(session: Session, text: string, context: CommandContext): void;
	/** A compaction that costs more than this many dollars is asked about. */
	confirmAboveUsd: number;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Null: the policy is off. */
	policy: {isStopped(): boolean; toggle(): void} | null;
}

const key = keysOf('session');

export function createSessionCommands(ports: SessionCommandPorts): readonly Command[] {
	let lastInstructions: string | null = null;
	return [
		{
			...key('session.compact', ['c'], 'compact', 10),
			description:
				'Compact the conversation: its history is summarised, and the next messages cost less. Says what it costs, and asks when that is much.',
			when: canType,
			run: context => compact(context, ports),
		},
		{
			...key('session.compactWith', ['C'], 'compact with', 105),
			description: 'Compact with instructions: what the summary must keep. ↑ offers earlier ones.',
			when: canType,
			run({act, screen, targets}) {
				const history = ports.instructions();
				screen.ask(`Compact ${names(targets)} with these instructions:`, {history, multiline: true}, text => {
					const instructions = text.trim() || null;
					if (instructions) ports.rememberInstructions(instructions);
					lastInstructions = instructions ?? lastInstructions;
					act({type: 'compact', instructions});
				});
			},
		},
		{
			...key('session.keepInstructions', ['W'], 'keep in CLAUDE.md', null),
			description:
				"Write the last compact instructions into the project's CLAUDE.md: they then hold for every compaction.",
			when: ({targets}) =>
				lastInstructions === null ? 'Compact with instructions first (C)' : (whyNotKept(targets) ?? true),
			run(context) {
				const [session] = context.targets;
				if (session && lastInstructions) ports.keepInstructions(session, lastInstructions, context);
			},
		},
		{
			...key('session.clear', ['x'], 'clear', 20),
			description: 'Clear the conversation: a new, empty one begins. Asks first.',
			when: canType,
			run: ({act, screen, targets}) => screen.confirm(clearQuestion(targets), () => act({type: 'clear'})),
		},
		{
			...key('session.prompt', ['p'], 'prompt', 30),
			description: 'Type a prompt or a slash command into the session.',
			when: canType,
			run({act, screen, targets}) {
				screen.ask(`Prompt for ${names(targets)}:`, {history: ports.prompts(), multiline: true}, text => {
					if (text.trim() === '') return;
					ports.rememberPrompt(text.trim());
					const action = actionOf(text);
					// `/clear` typed here loses as much as the key for it.
					if (losesConversation(text)) screen.confirm(clearQuestion(targets), () => act(action));
					else act(action);
				});
			},
		},
		{
			...key('session.open', ['return'], 'open', 40),
			labelOf: ({targets}) => (targets.length === 1 && targets[0]?.state === 'exited' ? 'resume/fork' : null),
			description:
				'Go to the session itself: its tmux pane, a background session attached here (ctrl+z comes back), or its screen. One that has ended is resumed, as itself or as a copy (a fork).',
			when: ({targets}) =>
				targets.length > 1
					? 'Only one session can be opened: unmark the others'
					: targets[0]?.state === 'exited' || canReach(targets),
			run({targets, screen}) {
				const [session] = targets;
				if (session?.state === 'exited') ports.resume(session, screen);
				else if (session) ports.open(session);
			},
		},
		{
			...key('session.new', ['n'], 'new', 50),
			description:
				'Start a session: in tmux, in the background, or headless with its tokens streaming here; with a model, a name, a permission mode, in a new worktree.',
			run: context => ports.start(context),
		},
		{
			...key('session.copyId', ['o'], 'copy id', null),
			description: "Copy the session's id to the clipboard, through the terminal (OSC 52).",
			when: ({targets}) => targets.length > 0 || 'Choose a session first',
			run: ({targets, screen}) => targets[0] && ports.copyId(targets[0].sessionId, screen),
		},
		{
			...key('session.interrupt', ['i'], 'interrupt', 85),
			description: 'Interrupt what the session is doing (Esc).',
			when: context => someTarget(context, typeable, ({state}) => (state === 'busy' ? true : 'is not busy')),
			run: ({act, screen}) => screen.onceAlone(() => act({type: 'interrupt'})),
		},
		{
			...key('session.end', ['K'], 'end', 86),
			description: 'End the session. Asks first; it can be resumed later.',
			when: context => someTarget(context, isRunning),
			run: ({act, screen, targets}) => screen.confirm(endQuestion(targets), () => act({type: 'end'})),
		},
		...answerCommands(ports),
		...policyCommand(ports.policy),
	];
}

function whyNotKept([session]: readonly Session[]): string | null {
	if (session?.host) return `${fullName(session)} is on another machine: write its CLAUDE.md there`;
	return session?.cwd ? null : 'The folder of this session is not known';
}

/** Says what it costs, and asks when that is a lot or pointless. */
function compact({act, screen, targets}: CommandContext, {confirmAboveUsd, now}: SessionCommandPorts): void {
	const estimate = estimateCompaction(targets, now());
	const {costUsd, nothingToGain} = estimate;
	const cost = describeEstimate(estimate);
	const go = () => act({type: 'compact', instructions: null});
	if (nothingToGain !== null) screen.confirm(`Compact ${names(targets)}? ${nothingToGain}. It costs ${cost}.`, go);
	else if (costUsd !== null && costUsd > confirmAboveUsd) {
		screen.confirm(`Compact ${names(targets)}? It costs ${cost}: more than ${formatUsd(confirmAboveUsd)}.`, go);
	} else {
		screen.say(`Compact ${targets.length > 3 ? `${targets.length} sessions` : names(targets)}: ${cost}`);
		screen.onceAlone(go);
	}
}

function policyCommand(policy: SessionCommandPorts['policy']): readonly Command[] {
	if (!policy) return [];
	return [
		{
			...keysOf('app')('policy.toggle', ['A'], 'auto-compact', 75),
			description: 'Stop compacting idle sessions by policy, or resume it.',
			run({screen}) {
				screen.onceAlone(() => {
					policy.toggle();
					screen.say(policy.isStopped() ? 'Policy stopped: no idle session is compacted' : 'Policy resumed');
				});
			},
		},
	];
}

type Check = (session: Session) => true | string;

const isRunning: Check = ({state, pid, controlHint}) => {
	if (state === 'exited') return 'has ended';
	return pid === null ? `cannot be reached: ${controlHint ?? 'its process is not known'}` : true;
};

/** Whether a text can be typed now, judging by the row; the guards check again before typing. */
const typeable: Check = session => {
	const running = isRunning(session);
	if (running !== true) return running;
	if (session.state === 'waiting') {
		return `is waiting${session.waitingFor ? ` (${session.waitingFor})` : ''}: answer that first`;
	}
	return session.control === null ? `cannot be reached: ${session.controlHint ?? 'looking for its terminal'}` : true;
};

/** With several targets one is enough: the others' refusals go to the log. */
function someTarget({targets}: Pick<CommandContext, 'targets'>, ...checks: readonly Check[]): true | string {
	let reason = 'Choose a session first';
	for (const session of targets) {
		const failed = checks.map(check => check(session)).find(result => result !== true);
		if (failed === undefined) return true;
		reason = `${fullName(session)} ${failed}`;
	}
	return reason;
}

const canType = (context: CommandContext) => someTarget(context, typeable);

function canReach(targets: readonly Session[]): true | string {
	const reachable: Check = ({control, controlHint}) =>
		control === null ? `cannot be opened: ${controlHint ?? 'looking for its terminal'}` : true;
	return someTarget({targets}, isRunning, reachable);
}

/** Each one's name: some marked rows may be hidden by the filter, or scrolled out of view. */
function names(targets: readonly Session[]): string {
	const all = targets.map(fullName).join(', ');
	return targets.length > 3 ? `${targets.length} sessions (${all})` : all;
}

function clearQuestion(targets: readonly Session[]): string {
	const [only] = targets;
	if (targets.length !== 1 || !only)
		return `Clear ${names(targets)}? Their conversations end; each can be resumed later.`;
	const tokens = only.context.tokens === null ? '' : ` with ${formatTokens(only.context.tokens)} tokens of context`;
	return `Clear ${fullName(only)}? Its conversation${tokens} ends; it can be resumed later.`;
}

function endQuestion(targets: readonly Session[]): string {
	const busy = targets.filter(session => session.state === 'busy' || session.state === 'waiting');
	const lost = busy.length > 0 ? ` The turn of ${names(busy)} is lost.` : '';
	return `End ${names(targets)}?${lost} ${targets.length === 1 ? 'It' : 'Each'} can be resumed later.`;
}
