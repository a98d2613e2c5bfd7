/** What a session waits for, what it is doing, and how its last turn ended: the transcript joined with the registry. */
import type {ShownFacts} from '../accounting/shown-facts.ts';
import type {ProcessInfo} from '../claude/events.ts';
import {noGit, type ToolCall} from '../claude/turn.ts';
import type {GitState, NowFigure, Session, SessionState, WaitingFigure} from './session.ts';

type Shown = Pick<Session, 'state' | 'waiting' | 'now' | 'turn' | 'lastError' | 'git'>;

export function shownNow(facts: ShownFacts, process: ProcessInfo | null): Shown {
	const {turn} = facts;
	const lastError = turn?.error ?? null;
	return {
		state: stateOf(process, lastError !== null),
		waiting: process && waitingOf(facts, process),
		now: process && nowOf(facts, process),
		turn: {
			startedAt: turn?.startedAt ?? null,
			end: turn?.end ?? null,
			retry: turn?.retry ?? null,
			todos: turn?.todos ?? null,
			queuedPrompts: process ? (turn?.queuedPrompts ?? 0) : 0,
		},
		lastError,
		git: gitOf(facts),
	};
}

/** An error is a state until the next prompt: the session is idle, but has not finished. */
function stateOf(process: ProcessInfo | null, hasError: boolean): SessionState {
	if (process === null) return 'exited';
	return hasError && process.status === 'idle' ? 'error' : process.status;
}

/** Tools whose work is done by a subagent, which asks in the session's own dialog. */
const subagentTools = ['Task', 'Agent'];

/** Calls run in order: the first without a result is the one that is asked about, or one made by the subagent it runs. */
function currentCall({turn, subagentCalls}: ShownFacts): ToolCall | null {
	const own = turn?.calls[0] ?? null;
	if (own && !subagentTools.includes(own.tool)) return own;
	const others = Object.values(subagentCalls).flatMap(calls => calls.slice(0, 1));
	return others.sort((a, b) => (b.at ?? 0) - (a.at ?? 0))[0] ?? own;
}

/** Paths within the session's folder become relative. */
const withoutFolder = (summary: string | null, cwd: string): string | null =>
	summary?.startsWith(`${cwd}/`) ? summary.slice(cwd.length + 1) : summary;

function waitingOf(facts: ShownFacts, {status, waitingFor, statusSince, cwd}: ProcessInfo): WaitingFigure | null {
	if (status !== 'waiting') return null;
	const isPermission = waitingFor?.startsWith('permission') ?? false;
	let call = isPermission || waitingFor === 'input needed' ? currentCall(facts) : null;
	const since = statusSince ?? call?.at ?? null;
	if (call) call = {...call, summary: withoutFolder(call.summary, cwd)};
	if (call?.tool === 'ExitPlanMode') return {kind: 'plan', call, since};
	if (call?.tool === 'AskUserQuestion') return {kind: 'question', call, since};
	return isPermission ? {kind: 'permission', call, since} : {kind: 'other', call: null, since};
}

function nowOf(facts: ShownFacts, {status, statusSince, cwd}: ProcessInfo): NowFigure | null {
	if (status !== 'busy') return null;
	const {turn} = facts;
	const call = currentCall(facts);
	if (call) return {tool: call.tool, summary: withoutFolder(call.summary, cwd), since: call.at};
	return {tool: null, summary: turn?.lastLine ?? null, since: turn?.startedAt ?? statusSince};
}

/** The status line knows more, but later. */
function gitOf({statusline, gitBranch, worktree, pullRequest}: ShownFacts): GitState {
	const said = statusline?.git ?? noGit;
	return {
		branch: gitBranch,
		worktree: said.worktree ?? worktree,
		linesAdded: said.linesAdded,
		linesRemoved: said.linesRemoved,
		pullRequest: said.pullRequest ?? pullRequest,
	};
}
