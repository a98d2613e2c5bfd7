/** `ccmon --once`: the sessions as they are now, as text or JSON. */
import {setTimeout as sleep} from 'node:timers/promises';
import {fleetToJson} from '../core/json-output.ts';
import {jsonTextParts} from '../core/json-text.ts';
import {createLedger} from '../core/ledger.ts';
import {problemsToJson} from '../core/problems.ts';
import {startDemo} from '../live/demo/demo.ts';
import {writeParts} from '../platform/output.ts';
import {createProgressBar} from '../reports/progress-bar.ts';
import {createMonitor, type Monitor} from '../store.ts';
import {renderOnce} from '../ui/once.ts';
import {screenOptions} from '../ui/options.ts';
import {openAct} from './act.ts';
import type {MonitorOptions} from './arguments.ts';
import {demoSettings} from './demo.ts';
import {openFleet} from './fleet.ts';
import {chooseHosts} from './hosts/choose-hosts.ts';
import {openHosts} from './hosts/open-hosts.ts';
import {type LiveLedger, openLiveLedger} from './live-ledger.ts';
import {printProblem} from './print-problem.ts';
import {localDay, readSettings, type Settings} from './settings.ts';
import {showSpendingStatus} from './spending-status.ts';

/** How long other machines have to answer, in ms: slower ones are shown as connecting. */
const hostsMs = 5000;
/** In a pipe there is no width to ask for. */
const columnsInPipe = 80;

/** `version`: ccmon's own. */
export async function printOnce(options: MonitorOptions, version: string): Promise<number> {
	const settings = options.demo
		? demoSettings(options.configDirs)
		: readSettings(options.configDirs, {mustExist: true});
	const config = {...settings.config, ascii: options.ascii || settings.config.ascii};
	const {clock} = settings;
	const chosen = chooseHosts(settings.config.hosts, options.hosts);
	const live = options.demo || !chosen.local ? null : openLiveLedger(settings);
	const monitor = createMonitor(live?.ledger ?? createLedger({dayOf: localDay}), clock);
	const {store, emit, show, close} = monitor;
	for (const problem of settings.problems) emit(problem);
	live?.onProblem(emit);
	const hosts = openHosts({...settings, chosen, monitor, version, env: process.env});
	const links = await hosts.connect();
	const patience = sleep(hostsMs, undefined, {ref: false});
	if (options.demo) startDemo({emit, clock}).close();
	if (live) await readOwn(live, {...settings, config}, monitor);
	await Promise.race([links?.tried, patience]);
	// Reading the history takes too long here: budgets of months and projects are left to the monitor.
	showSpendingStatus({monitor, settings, history: null});
	show();
	close();
	await hosts.close();
	const state = store.getState();
	for (const problem of state.problems) printProblem(problem);
	if (options.json) {
		const json = {...fleetToJson(state, state.now), problems: problemsToJson(state.problems)};
		await writeParts(process.stdout, jsonTextParts(json));
		return 0;
	}
	const {stdout} = process;
	const look = screenOptions(config, process.env, stdout.isTTY === true);
	stdout.write(renderOnce(state, {...look, columns: stdout.columns ?? columnsInPipe}));
	return 0;
}

/** All of this machine's day, with how its running sessions can be reached. */
async function readOwn(live: LiveLedger, settings: Settings, monitor: Monitor): Promise<void> {
	const {emit, setFinished} = monitor;
	const {config, stateDir, clock} = settings;
	// Before anything else: running sessions continue from it, so that no transcript is read twice.
	const bar = createProgressBar(process.stderr, config.ascii);
	const isIndexed = await live.updateIndex({emit, onProgress: bar.show});
	bar.clear();
	const readIndex = async () => {
		await live.readFinished({emit, setFinished});
		return isIndexed;
	};
	const fleet = await openFleet({...settings, receive: false, emit, live, readIndex});
	await fleet.ready;
	await fleet.readToday();
	monitor.show();
	await openAct({monitor, stateDir, clock, env: process.env}).findControls();
	await fleet.close();
	live.close();
}
