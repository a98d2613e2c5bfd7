/** The sessions that run, and what is needed to act on one of them from a script. */
import type {ActDependencies} from '../control/actions/perform.ts';
import {SendUsageError} from '../control/send.ts';
import type {Session} from '../core/session.ts';
import {createMonitor} from '../store.ts';
import {openAct} from './act.ts';
import {UsageError} from './arguments.ts';
import {openFleet} from './fleet.ts';
import {openLiveLedger} from './live-ledger.ts';
import {readSettings} from './settings.ts';

export interface Acting {
	/** Given up on SIGINT, SIGTERM and SIGHUP. */
	deps: ActDependencies;
	sessions(): Iterable<Session>;
	print(line: string): void;
}

/** Looks for the sessions, acts, and closes all again. Throws `UsageError` for a session that is not to be found. */
export async function actOnSessions<Result>(
	configDirs: readonly string[],
	act: (acting: Acting) => Promise<Result>,
): Promise<Result> {
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir} = settings;
	const live = openLiveLedger(settings);
	const monitor = createMonitor(live.ledger, clock);
	// Nothing is sent to what is over.
	const readIndex = async () => true;
	const fleet = await openFleet({...settings, receive: false, emit: monitor.emit, live, readIndex});
	try {
		await fleet.ready;
		monitor.flush(true);
		const leaving = new AbortController();
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leaving.abort());
		const {deps} = openAct({monitor, stateDir, clock, env: process.env});
		return await act({
			deps: {...deps, signal: leaving.signal},
			sessions: () => monitor.store.getState().sessions.values(),
			print: line => process.stdout.write(`${line}\n`),
		});
	} catch (error) {
		if (error instanceof SendUsageError) throw new UsageError(error.message);
		throw error;
	} finally {
		await fleet.close();
		live.close();
		monitor.close();
	}
}
