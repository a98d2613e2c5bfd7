/** Goes to a session from the monitor: to its pane, a program that attaches to it, or its screen, drawn here. */
import {clean} from '../claude/clean.ts';
import type {Focus} from '../control/keyboard.ts';
import type {Session} from '../core/session.ts';
import type {MonitorStore} from '../store.ts';
import type {Act} from './act.ts';
import type {HostActions} from './hosts/host-actions.ts';
import {runInTerminal} from './run-in-terminal.ts';

export interface ShowOptions {
	/** Hands the terminal over while the task runs. */
	handOver(task: () => Promise<void>): Promise<void>;
	/** Ends looking at a screen. */
	signal: AbortSignal;
}

export interface GoingOptions extends ShowOptions {
	store: MonitorStore;
	reach: Act['reach'];
	/** For sessions of other machines; null: none are shown. */
	hosts(): HostActions | null;
}

/** Resolves when ccmon has the terminal again: with why the session could not be shown, or null. */
export async function goToSession(session: Session, options: GoingOptions): Promise<string | null> {
	const {store, reach, hosts} = options;
	const there = session.host && hosts();
	if (there) return showSession(session, {type: 'run', ...there.goThere(session), env: {}}, options);
	const found = await reach(session);
	if (!found.ok) return found.reason;
	if (found.way.type === 'keyboard') return showSession(session, await found.way.focus(), options);
	await showRows(
		session,
		async () => {
			const now = store.getState().sessions.get(session.key);
			if (!now || now.state === 'exited') throw new Error('it has ended');
			return now.output.length > 0 ? now.output : ['It has said nothing yet.'];
		},
		options,
	);
	return null;
}

/** Resolves like `goToSession`. */
export async function showSession(session: Session, focus: Focus, options: ShowOptions): Promise<string | null> {
	if (focus.type === 'refused') return focus.reason;
	if (focus.type === 'screen') await showRows(session, focus.rows, options);
	if (focus.type !== 'run') return null;
	let problem: string | null = null;
	await options.handOver(async () => {
		({problem} = await runInTerminal({...focus, extendEnv: true}));
	});
	return problem === null ? null : `${focus.file} ${problem}`;
}

async function showRows(
	{name}: Session,
	rows: () => Promise<readonly string[]>,
	{handOver, signal}: ShowOptions,
): Promise<void> {
	const {showScreen} = await import('./show-screen.ts');
	const {stdin, stdout} = process;
	await handOver(() => showScreen({title: clean(name), rows, stdin, stdout, signal}));
}
