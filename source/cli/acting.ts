/** The running sessions, and what is needed to act on one of them from a script. */
import type {ActDependencies} from '../control/actions/perform.ts';
import {SendUsageError, sendExitCodes} from '../control/send.ts';
import type {HostConfig} from '../core/config/hosts.ts';
import type {Session} from '../core/session.ts';
import {createMonitor, type Monitor} from '../store.ts';
import {openAct} from './act.ts';
import {UsageError} from './arguments.ts';
import {endingSignal} from './ending-signal.ts';
import {openFleet} from './fleet.ts';
import {chosenHosts, unknownHost} from './hosts/choose-hosts.ts';
import {openHosts} from './hosts/open-hosts.ts';
import {openLiveLedger} from './live-ledger.ts';
import {printProblem} from './print-problem.ts';
import {readSettings, type Settings} from './settings.ts';

export interface Acting {
	/** Aborted by SIGINT, SIGTERM and SIGHUP. */
	deps: ActDependencies;
	sessions(): Iterable<Session>;
	print(line: string): void;
}

export interface ActingOptions {
	configDirs: readonly string[];
	/** As typed; `box/api` is a session of another machine. */
	session: string;
	json: boolean;
	/** ccmon's own. */
	version: string;
}

/** Finds the session, acts, closes everything again, and returns the exit code. Throws `UsageError` if it is not found. */
export async function actOnSessions(
	{configDirs, session, json, version}: ActingOptions,
	act: (acting: Acting) => Promise<number>,
): Promise<number> {
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir, config} = settings;
	for (const problem of settings.problems) printProblem(problem);
	const host = config.hosts.find(({name}) => session.startsWith(`${name}/`));
	const live = openLiveLedger(settings);
	live.onProblem(printProblem);
	const monitor = createMonitor(live.ledger, clock);
	const chosen = chosenHosts(!host, host ? [host] : []);
	const hosts = openHosts({...settings, chosen, monitor, version, env: process.env});
	const close = host ? hosts.close : await openOwn(settings, live, monitor);
	try {
		await (await hosts.connect())?.tried;
		monitor.show();
		const why = monitor.store.getState().hosts.find(({state}) => state !== 'connected')?.error;
		if (host && why) return unreached(host, why, json);
		const {deps} = openAct({monitor, stateDir, clock, env: process.env, elsewhere: hosts.elsewhere});
		return await act({
			deps: {...deps, signal: endingSignal()},
			sessions: () => monitor.store.getState().sessions.values(),
			print: line => process.stdout.write(`${line}\n`),
		});
	} catch (error) {
		if (!(error instanceof SendUsageError)) throw error;
		const [machine, name] = session.split('/', 2);
		const about = name === undefined ? null : unknownHost(config.hosts, machine!);
		throw new UsageError(about === null ? error.message : `${error.message}\n${about}`);
	} finally {
		await close();
		live.close();
		monitor.close();
	}
}

/** Reads the sessions of this machine. Returns a function that stops it. */
async function openOwn(
	settings: Settings,
	live: ReturnType<typeof openLiveLedger>,
	{emit}: Monitor,
): Promise<() => Promise<void>> {
	// Ended sessions are not candidates.
	const readIndex = async () => true;
	const fleet = await openFleet({...settings, receive: false, emit, live, readIndex});
	await fleet.ready;
	return fleet.close;
}

function unreached({name}: HostConfig, why: string, json: boolean): number {
	const reason = `${name} is not connected: ${why}`;
	const outcome = {outcome: 'refused', reason, before: null, after: null, costUsd: null};
	process.stdout.write(json ? `${JSON.stringify(outcome)}\n` : `refused: ${reason}\n`);
	return sendExitCodes.refused;
}
