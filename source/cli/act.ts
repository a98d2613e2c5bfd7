/** Wires up acting on sessions: the terminals that reach them, the guards, and the store that holds the evidence. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {ActDependencies} from '../control/actions/perform.ts';
import {createLock} from '../control/actions/session-lock.ts';
import {createCallsReader} from '../control/answer/session-calls.ts';
import type {Elsewhere} from '../control/elsewhere.ts';
import type {Reach} from '../control/keyboard.ts';
import {readRegistryStatus} from '../control/registry-status.ts';
import {createAttachTerminal} from '../control/terminals/attach.ts';
import {endSession} from '../control/terminals/end.ts';
import {createGnuScreenTerminal} from '../control/terminals/gnu-screen/gnu-screen.ts';
import {createHeadlessElsewhereTerminal} from '../control/terminals/headless-elsewhere.ts';
import {createITermTerminal} from '../control/terminals/iterm.ts';
import {createKittyTerminal} from '../control/terminals/kitty/kitty.ts';
import {createPtyTerminal} from '../control/terminals/pty.ts';
import {createReach} from '../control/terminals/reach.ts';
import type {Terminal} from '../control/terminals/terminal.ts';
import {createTmuxTerminal} from '../control/terminals/tmux.ts';
import {createWezTermTerminal} from '../control/terminals/wezterm.ts';
import {guarded} from '../core/guarded.ts';
import type {Session} from '../core/session.ts';
import {isSameProcess} from '../platform/process.ts';
import type {Monitor} from '../store.ts';

export interface ActOptions {
	monitor: Pick<Monitor, 'store' | 'setControl' | 'emit'>;
	/** For the locks of actions. */
	stateDir: string;
	clock: () => number;
	env: NodeJS.ProcessEnv;
	/** Acts on sessions of other machines; missing if there are none. */
	elsewhere?: Elsewhere;
	/** Terminals for sessions that ccmon itself runs; asked before the others. */
	terminals?: readonly Terminal[];
}

export interface Act {
	deps: ActDependencies;
	reach(session: Session): Promise<Reach>;
	/** Finds out once how each running session can be reached. */
	findControls(): Promise<void>;
	/** Keeps finding out how running sessions can be reached, for their rows. Returns a function that stops it. */
	showControls(): () => void;
}

/** How soon to ask again about an unreachable session, in ms: it may be moved into tmux or attached. */
const askAgainMs = 15_000;

export function openAct({monitor, stateDir, clock, env, elsewhere, terminals = []}: ActOptions): Act {
	const reach = createReach([
		...terminals,
		createHeadlessElsewhereTerminal(env),
		createPtyTerminal(env),
		createAttachTerminal(env),
		createTmuxTerminal(env, clock),
		createGnuScreenTerminal(env),
		createKittyTerminal(clock),
		createWezTermTerminal(env, clock),
		createITermTerminal(env),
	]);
	const {store} = monitor;
	const current = (key: string) => store.getState().sessions.get(key) ?? null;
	const readCalls = createCallsReader();
	const deps: ActDependencies = {
		reach,
		lock: createLock(stateDir),
		underway: new Set(),
		...(elsewhere && {elsewhere}),
		endProcess: session => endSession(session, env),
		isSameProcess,
		freshStatus: ({configDir, pid}) => (pid === null ? null : readRegistryStatus(configDir, pid)),
		calls: session => readCalls((current(session.key) ?? session).transcriptPath),
		current,
		observe: (key, onChange) =>
			store.subscribe((state, before) => {
				if (state.sessions.get(key) !== before.sessions.get(key)) onChange();
			}),
		now: clock,
		sleep: ms => sleep(ms),
	};

	const findControl = (session: Session) =>
		reach(session).then(
			found => monitor.setControl(session.key, found.ok ? found.address : null, found.ok ? null : found.reason),
			(error: Error) => monitor.setControl(session.key, null, error.message),
		);

	/** Other machines find that out for their own sessions. */
	const isFound = ({state, host}: Session) => state !== 'exited' && host === null;

	async function findControls(): Promise<void> {
		const running = [...store.getState().sessions.values()].filter(isFound);
		await Promise.all(running.map(findControl));
	}

	function showControls(): () => void {
		const askedAt = new Map<string, number>();
		const askAll = () => {
			for (const session of store.getState().sessions.values()) {
				if (!isFound(session) || clock() - (askedAt.get(session.key) ?? 0) < askAgainMs) continue;
				askedAt.set(session.key, clock());
				void findControl(session);
			}
		};
		const unsubscribe = store.subscribe((state, before) => {
			if (state.sessions.size !== before.sessions.size) askAll();
		});
		const timer = setInterval(guarded('looking how sessions are reached', monitor.emit, askAll), askAgainMs).unref();
		askAll();
		return () => {
			unsubscribe();
			clearInterval(timer);
		};
	}

	return {deps, reach, findControls, showControls};
}
