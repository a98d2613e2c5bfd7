/** The running sessions of this machine or of another one, for commands that go to one of them or act on it. */
import type {ActDependencies} from '../control/actions/perform.ts';
import {SendUsageError, sendExitCodes} from '../control/send.ts';
import type {Session} from '../core/session.ts';
import {createMonitor, type Monitor, type MonitorStore} from '../store.ts';
import {type Act, openAct} from './act.ts';
import {UsageError} from './arguments.ts';
import {endingSignal} from './ending-signal.ts';
import {openFleet} from './fleet.ts';
import {chosenHosts, unknownHost} from './hosts/choose-hosts.ts';
import {type OpenHosts, openHosts} from './hosts/open-hosts.ts';
import {type LiveLedger, openLiveLedger} from './live-ledger.ts';
import {printProblem} from './print-problem.ts';
import {readSettings, type Settings} from './settings.ts';

export interface Running {
	store: MonitorStore;
	act: Act;
	hosts: Pick<OpenHosts, 'actions'>;
	/** Why the machine of the session cannot be asked; null: it can, or it is this one. */
	unreached: string | null;
}

export interface RunningOptions {
	configDirs: readonly string[];
	/** As typed; `box/api` is a session of another machine, and then no other is looked at. */
	session: string;
	/** ccmon's own. */
	version: string;
}

/** Opens them, runs the task, closes everything again, and returns the exit code. Throws `UsageError` if the session is not found. */
export async function withRunning(
	{configDirs, session, version}: RunningOptions,
	run: (running: Running) => Promise<number>,
): Promise<number> {
	const settings = readSettings(configDirs, {mustExist: true});
	const {clock, stateDir, config} = settings;
	for (const problem of settings.problems) printProblem(problem);
	const host = config.hosts.find(({name}) => session.startsWith(`${name}/`));
	const live = openLiveLedger(settings);
	live.onProblem(printProblem);
	const monitor = createMonitor(live.ledger, clock);
	const {store} = monitor;
	const chosen = chosenHosts(!host, host ? [host] : []);
	const hosts = openHosts({...settings, chosen, monitor, version, env: process.env});
	const close = host ? hosts.close : await openOwn(settings, live, monitor);
	try {
		await (await hosts.connect())?.tried;
		monitor.show();
		const why = store.getState().hosts.find(({state}) => state !== 'connected')?.error;
		const unreached = host && why ? `${host.name} is not connected: ${why}` : null;
		const act = openAct({monitor, stateDir, clock, env: process.env, elsewhere: hosts.elsewhere});
		return await run({store, act, hosts, unreached});
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
async function openOwn(settings: Settings, live: LiveLedger, {emit}: Monitor): Promise<() => Promise<void>> {
	// Ended sessions are not candidates.
	const readIndex = async () => true;
	const fleet = await openFleet({...settings, receive: false, emit, live, readIndex});
	await fleet.ready;
	return fleet.close;
}

export interface Acting {
	/** Aborted by SIGINT, SIGTERM and SIGHUP. */
	deps: ActDependencies;
	sessions(): Iterable<Session>;
	print(line: string): void;
}

/** The same for an action on the session, whose outcome is printed as a line, or as JSON. */
export function actOnSessions(
	{json, ...options}: RunningOptions & {json: boolean},
	run: (acting: Acting) => Promise<number>,
): Promise<number> {
	const print = (line: string) => void process.stdout.write(`${line}\n`);
	return withRunning(options, async ({store, act, unreached: reason}) => {
		if (reason !== null) {
			const outcome = {outcome: 'refused', reason, before: null, after: null, costUsd: null};
			print(json ? JSON.stringify(outcome) : `refused: ${reason}`);
			return sendExitCodes.refused;
		}
		const deps = {...act.deps, signal: endingSignal()};
		return run({deps, sessions: () => store.getState().sessions.values(), print});
	});
}
