/** `ccmon`: the monitor, from the first frame until it is closed. */
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ScreenName} from '../control/commands/command.ts';
import {commandTable} from '../control/commands/command-table.ts';
import {askToResume} from '../control/commands/resume-command.ts';
import {askForPlace} from '../control/commands/spawn-command.ts';
import {copyText} from '../control/terminals/clipboard.ts';
import {runtimeFolderProblem} from '../control/terminals/socket/sockets.ts';
import {fullName} from '../core/hosts/host.ts';
import {createLedger} from '../core/ledger.ts';
import {startMemoryGuard} from '../platform/memory-guard.ts';
import {runtimeFolder} from '../platform/paths.ts';
import {createMonitor, type Monitor} from '../store.ts';
import type {MonitorOptions} from './arguments.ts';
import {discardInput} from './discard-input.ts';
import type {FleetSources} from './fleet.ts';
import {chooseHosts} from './hosts/choose-hosts.ts';
import {openHosts} from './hosts/open-hosts.ts';
import {type LiveLedger, openLiveLedger} from './live-ledger.ts';
import {openMemory} from './memory.ts';
import {openScreenMemory} from './screen-memory.ts';
import {localDay, readSettings, type Settings} from './settings.ts';
import type {TeamPushes} from './team-push.ts';
import {openViews} from './views.ts';

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
	const hosts = openHosts({chosen, monitor, clock: settings.clock, version, env: process.env});
	for (const problem of [...settings.problems, ...(live?.problems ?? [])]) monitor.emit(problem);
	const runtimeDir = runtimeFolder(process.env);
	const unreachable = runtimeFolderProblem(runtimeDir);
	if (unreachable) monitor.emit({type: 'problem', path: runtimeDir, message: unreachable, count: 1});

	// The screen's code loads while the files are read.
	const loading = import('../ui/start.tsx');
	const loadingOptions = import('../ui/options.ts');
	const loadingKeys = Promise.all([
		...([import('./act.ts'), import('./keys.ts'), import('./spawn.ts'), import('./resume-ways.ts')] as const),
	]);
	const sources = await openSources(live, settings, monitor, options);
	const reading = sources.ready.then(() => monitor.flush(true));
	await Promise.race([reading, sleep(patienceMs)]);

	const {startScreen} = await loading;
	const {screenOptions} = await loadingOptions;
	const [{openAct}, {openSessionKeys}, {openSpawn}, {openResume}] = await loadingKeys;
	const {clock, stateDir} = settings;
	const {accept, lookForTelemetry} = sources;
	const {list, add} = openMemory(null);
	const prompts = {prompts: list, rememberPrompt: add};
	const starting = {...settings, accept, lookForTelemetry, log: monitor.log, env: process.env};
	const spawn = openSpawn({...starting, store: monitor.store, prompts});
	const handOver = (task: () => Promise<void>) => screen.handOver(task);
	const resumePorts = options.demo ? null : openResume({...starting, handOver});
	const copyId = (sessionId: string, {say}: {say(message: string): void}) =>
		void copyText(sessionId, process.env, text => process.stdout.write(text)).then(() =>
			say(`Copied through the terminal, if it allows that (OSC 52): ${sessionId}`),
		);
	const views = openViews({
		settings,
		demo: options.demo,
		monitor,
		chosen,
		links: hosts.links,
		copyId,
		portsOf: ({host}) =>
			host === undefined ? resumePorts : (hosts.actions()?.resumePorts({host: {name: host}}) ?? null),
	});
	const act = openAct({
		monitor,
		stateDir,
		clock,
		env: process.env,
		elsewhere: hosts.elsewhere,
		terminals: [spawn.terminal],
	});
	const keys = openSessionKeys({
		monitor,
		settings,
		act,
		hosts: hosts.actions,
		handOver,
		copyId,
		prompts,
		start({screen}) {
			if (options.demo) return screen.say('The demo starts no sessions');
			const here = {name: 'this machine', ports: async () => spawn.ports};
			askForPlace([...(chosen.local ? [here] : []), ...(hosts.actions()?.places(prompts) ?? [])], screen);
		},
		resume(session, screen) {
			const there = session.host && hosts.actions();
			const ports = there ? there.resumePorts(session) : resumePorts;
			if (ports) askToResume(ports, screen, {...session, name: fullName(session)});
			else screen.say('The demo starts no sessions');
		},
	});
	// A requested view should not change how the screen opens next time.
	const memory = options.demo || view ? null : openScreenMemory(join(stateDir, 'screen.json'), {fresh: options.fresh});
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
	let pushes: TeamPushes | null = null;
	void reading.then(hosts.connect);
	void reading
		.then(() => sources.readToday())
		.then(async () => {
			const {showSpendingStatus, nothingSpent} = await import('./spending-status.ts');
			showSpendingStatus({
				monitor,
				settings,
				history: chosen.local ? views.history : nothingSpent(clock()),
				hosts: {names: chosen.names, links: hosts.links},
			});
			pushes = (await import('./team-push.ts')).openTeamPushes(settings, monitor.emit);
			// Preload views, so that they open at once.
			await Promise.all([import('../ui/history/view.tsx'), import('../ui/usage/view.tsx')]);
		});
	const close = async () => {
		memory?.close();
		pushes?.close();
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
