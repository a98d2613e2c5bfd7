/** Shows a home folder as every command would, in this process, and checks what they say. */
import path from 'node:path';
import {openFleet} from '../../source/cli/fleet.ts';
import {localDay} from '../../source/cli/settings.ts';
import {loadConfig} from '../../source/config.ts';
import {fleetToJson} from '../../source/core/json-output.ts';
import {toJsonText} from '../../source/core/json-text.ts';
import {createLedger} from '../../source/core/ledger.ts';
import type {Problem} from '../../source/platform/problem.ts';
import {runMetrics} from '../../source/reports/metrics/run-metrics.ts';
import {isOnPlan} from '../../source/reports/plan.ts';
import {runReport} from '../../source/reports/report/run-report.ts';
import {createMonitor} from '../../source/store.ts';
import {renderOnce} from '../../source/ui/once.ts';
import {screenOptions} from '../../source/ui/options.ts';
import {controls, hold, holdFigures} from './edge.ts';

/** Config folder `.claude`, state folder `state`, config file `config.toml`. Gives what could not be read. */
export async function showEverything(home: string): Promise<readonly Problem[]> {
	const configDirs = [path.join(home, '.claude')];
	const stateDir = path.join(home, 'state');
	const {config} = loadConfig(path.join(home, 'config.toml'));
	const monitor = createMonitor(createLedger({dayOf: localDay}), Date.now);
	const fleet = await openFleet({
		...{configDirs, stateDir, receive: false, onlyNamedFolders: false},
		emit: monitor.emit,
		clock: Date.now,
	});
	try {
		await fleet.ready;
		await fleet.readToday();
		monitor.flush(true);
	} finally {
		await fleet.close();
		monitor.close();
	}
	const state = monitor.store.getState();
	holdFigures(JSON.parse(toJsonText(fleetToJson(state, state.now))), 'once');
	for (const columns of [40, 80, 200]) {
		const text = renderOnce(state, {...screenOptions(config, {}, false), columns, showFinished: true});
		hold(!controls.test(text), 'the table has no controls', text);
	}

	const place = {configDirs, databasePath: path.join(stateDir, 'ccmon.db')};
	const {budgets} = config;
	const subscription = isOnPlan(stateDir, configDirs, Date.now());
	for (const [by, json] of [
		['session', true],
		['model', false],
	] as const) {
		const io = output();
		const code = await runReport({...place, budgets, by, json, subscription}, io);
		hold(code === 0, 'the report is made', [code, io.written]);
		hold(!controls.test(io.written.stderr), 'what is said has no controls', io.written.stderr);
		if (json) holdFigures(JSON.parse(io.written.stdout), 'report');
		else hold(!controls.test(io.written.stdout), 'the report has no controls', io.written.stdout);
	}
	const io = output();
	hold((await runMetrics(place, io)) === 0, 'metrics are made', io.written);
	const figures = io.written.stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'));
	for (const line of figures) hold(/ \d[\d.e+-]*$/.test(line), 'a metric is a number', line);
	return state.problems;
}

function output() {
	const written = {stdout: '', stderr: ''};
	return {
		written,
		stdout: {write: (text: string) => (written.stdout += text)},
		stderr: {write: (text: string) => (written.stderr += text)},
		now: Date.now,
	};
}
