/** `ccmon --once`: the sessions as they are now, as text or JSON. */
import {setFlagsFromString} from 'node:v8';
import {fleetToJson} from '../core/json-output.ts';
import {jsonTextParts} from '../core/json-text.ts';
import {createLedger} from '../core/ledger.ts';
import {problemsToJson, problemText} from '../core/problems.ts';
import {startDemo} from '../live/demo/demo.ts';
import {writeParts} from '../platform/output.ts';
import {createMonitor} from '../store.ts';
import {renderOnce} from '../ui/once.ts';
import {screenOptions} from '../ui/options.ts';
import {openAct} from './act.ts';
import type {MonitorOptions} from './arguments.ts';
import {demoSettings} from './demo.ts';
import {openFleet} from './fleet.ts';
import {openLiveLedger} from './live-ledger.ts';
import {localDay, readSettings} from './settings.ts';
import {showSpendingStatus} from './spending-status.ts';

/** In a pipe there is no width to ask for. */
const columnsInPipe = 80;

export async function printOnce(options: MonitorOptions): Promise<number> {
	// Thousands of sessions are made, printed and gone: room for young objects that grows with them would be half the
	// memory (docs/decisions/young-generation.md).
	setFlagsFromString('--semi-space-growth-factor=1');
	const settings = options.demo
		? demoSettings(options.configDirs)
		: readSettings(options.configDirs, {mustExist: true});
	const {clock} = settings;
	const live = options.demo ? null : openLiveLedger(settings);
	const monitor = createMonitor(live?.ledger ?? createLedger({dayOf: localDay}), clock);
	const {store, emit, flush, close} = monitor;
	for (const problem of [...settings.problems, ...(live?.problems ?? [])]) emit(problem);
	if (!live) startDemo({emit, clock}).close();
	else {
		const readIndex = () => live.readToday({emit, setFinished: monitor.setFinished});
		const fleet = await openFleet({...settings, receive: false, emit, live, readIndex});
		await fleet.ready;
		await fleet.readToday();
		flush(true);
		await openAct({monitor, stateDir: settings.stateDir, clock, env: process.env}).findControls();
		await fleet.close();
		live.close();
	}
	// The history is for those who have time: budgets of months and projects are left to the monitor.
	showSpendingStatus({monitor, settings, history: null});
	flush(true);
	close();
	const state = store.getState();
	for (const problem of state.problems) process.stderr.write(`${problemText(problem)}\n`);
	if (options.json) {
		const json = {...fleetToJson(state, state.now), problems: problemsToJson(state.problems)};
		await writeParts(process.stdout, jsonTextParts(json));
		return 0;
	}
	const {stdout} = process;
	const look = screenOptions(
		{...settings.config, ascii: options.ascii || settings.config.ascii},
		process.env,
		stdout.isTTY === true,
	);
	stdout.write(renderOnce(state, {...look, columns: stdout.columns ?? columnsInPipe}));
	return 0;
}
