/** `ccmon`: the monitor, from the first frame until it is closed. */
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenName} from '../control/commands/command.ts';
import {commandTable} from '../control/commands/command-table.ts';
import {runtimeFolderProblem} from '../control/terminals/socket/sockets.ts';
import {createLedger} from '../core/ledger.ts';
import {startMemoryGuard} from '../platform/memory-guard.ts';
import {runtimeFolder} from '../platform/paths.ts';
import {createMonitor, type Monitor} from '../store.ts';
import type {MonitorOptions} from './arguments.ts';
import {discardInput} from './discard-input.ts';
import type {FleetSources} from './fleet.ts';
import type {LazyHistory} from './history-view.ts';
import {type ChosenHosts, chooseHosts} from './hosts/choose-hosts.ts';
import {type OpenHosts, openHosts} from './hosts/open-hosts.ts';
import {type LiveLedger, openLiveLedger} from './live-ledger.ts';
import {openScreenMemory} from './screen-memory.ts';
import {localDay, readSettings, type Settings} from './settings.ts';
import type {TeamPushes} from './team-push.ts';

/** How long the first frame waits for figures, in ms. */
const patienceMs = 250;
/** How long after quitting typed keys are kept from the shell, in ms: a second q, or the answer to a closed question. */
const lateKeysMs = 300;

export interface MonitorStart {
	/** The version of this ccmon. */
	version: string;
	/** Called when the first frame is on the screen. */
	drawn(): void;
	/** The initial view. */
	view?: ScreenName;
}

export async function openMonitor(options: MonitorOptions, {version, drawn, view}: MonitorStart): Promise<number> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		process.stderr.write('ccmon needs a terminal to draw in. For a pipe: ccmon --once, or ccmon --once --json.\n');
		return 2;
	}
	const settings = options.demo
		? (await import('./demo.ts')).demoSettings(options.configDirs)
		: readSettings(options.configDirs);
	const chosen = chooseHosts(settings.config.hosts, options.hosts);
	const live = options.demo || !chosen.local ? null : openLiveLedger(settings);
	const monitor = createMonitor(live?.ledger ?? createLedger({dayOf: localDay}), settings.clock);
	const hosts = openHosts({...settings, chosen, monitor, version, env: process.env});
	for (const problem of settings.problems) monitor.emit(problem);
	live?.onProblem(monitor.emit);
	const runtimeDir = runtimeFolder(process.env);
	const unreachable = runtimeFolderProblem(runtimeDir);
	if (unreachable) monitor.emit({type: 'problem', path: runtimeDir, message: unreachable, count: 1});

	// The code of the screen and the keys loads while the files are read.
	const loading = Promise.all([import('../ui/start.tsx'), import('../ui/options.ts'), import('./controls.ts')]);
	const sources = await openSources(live, settings, monitor, options);
	const reading = sources.ready.then(monitor.show);
	await Promise.race([reading, sleep(patienceMs)]);

	const [{startScreen}, {screenOptions}, {openControls}] = await loading;
	const handOver = (task: () => Promise<void>) => screen.handOver(task);
	const {keys, spawn, views} = openControls({demo: options.demo, settings, chosen, monitor, hosts, sources, handOver});
	// A requested view should not change how the screen opens next time.
	const memory =
		options.demo || view ? null : openScreenMemory(join(settings.stateDir, 'screen.json'), {fresh: options.fresh});
	const config = {...settings.config, ascii: options.ascii || settings.config.ascii};
	const screen = startScreen({
		store: monitor.store,
		commands: commandTable([...keys.commands, ...views.commands]),
		act: keys.act,
		initial: {...memory?.initial, view: view ?? memory?.initial.view ?? 'list'},
		onScreen: state => memory?.remember(state),
		...(sources.stopHooks && {stopHooks: sources.stopHooks}),
		options: screenOptions(config, process.env, true),
		views: views.screens,
		quitQuestion: spawn.quitQuestion,
	});
	const ended = leaveOnSignals(screen.stop);
	drawn();
	startMemoryGuard();
	void reading.then(hosts.connect);
	const today = reading.then(sources.readToday);
	const history = chosen.local ? views.history : null;
	const closeWatches = watchSpending(today, {monitor, settings, history, chosen, links: hosts.links});
	const close = async () => {
		memory?.close();
		closeWatches();
		await keys.close();
		for (const line of spawn.resumeLines()) process.stdout.write(`${line}\n`);
		await spawn.close();
		await Promise.all([sources.close(), views.close(), hosts.close()]);
		live?.close();
		monitor.close();
	};
	try {
		await screen.done;
	} finally {
		const closing = close();
		if (ended() === 0 && process.stdin.readable) {
			await discardInput(process.stdin, Promise.all([closing, sleep(lateKeysMs)]));
		}
		await closing;
	}
	return ended();
}

async function openSources(
	live: LiveLedger | null,
	settings: Settings,
	monitor: Monitor,
	{demo, hosts}: Pick<MonitorOptions, 'demo' | 'hosts'>,
): Promise<FleetSources> {
	const {emit, setFinished, setScanned} = monitor;
	if (live) {
		const {openFleet} = await import('./fleet.ts');
		const readIndex = () => live.readToday({emit, setFinished, onScan: setScanned});
		return openFleet({...settings, receive: true, emit, live, readIndex});
	}
	const nothing = {accept: emit, lookForTelemetry() {}, ready: Promise.resolve(), readToday: async () => {}};
	// Only sessions of other machines are shown.
	if (!demo) return {...nothing, close: async () => {}};
	const {playDemo} = await import('./demo.ts');
	const playing = playDemo(settings, monitor, {withHosts: hosts === null});
	return {...nothing, close: async () => playing.close()};
}

interface Watched {
	monitor: Monitor;
	settings: Settings;
	/** Null: this machine is not shown. */
	history: LazyHistory | null;
	chosen: ChosenHosts;
	links: OpenHosts['links'];
}

/** Once today has been read: budgets, pushes, and the code of the views, so that they open at once. Returns what ends it. */
function watchSpending(today: Promise<void>, {monitor, settings, history, chosen, links}: Watched): () => void {
	let pushes: TeamPushes | null = null;
	let isClosed = false;
	void today.then(async () => {
		const [{showSpendingStatus, nothingSpent}, {openTeamPushes}] = await Promise.all([
			import('./spending-status.ts'),
			import('./team-push.ts'),
		]);
		// Quitting does not wait for today.
		if (isClosed) return;
		showSpendingStatus({
			monitor,
			settings,
			history: history ?? nothingSpent(settings.clock()),
			hosts: {names: chosen.names, links},
		});
		pushes = openTeamPushes(settings, monitor.emit);
		await Promise.all([import('../ui/history/view.tsx'), import('../ui/usage/view.tsx')]);
	});
	return () => {
		isClosed = true;
		pushes?.close();
	};
}

/** Stops the screen on a signal. Returns a function for the exit code: 0, or what shells expect after a signal. */
function leaveOnSignals(stop: () => void): () => number {
	let code = 0;
	const signals = {SIGINT: 2, SIGTERM: 15, SIGHUP: 1} as const;
	for (const [signal, number] of Object.entries(signals))
		process.on(signal, () => {
			code = 128 + number;
			stop();
		});
	return () => code;
}
