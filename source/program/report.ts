/** `ccmon report`: the history, by whatever one asks for. */
import {join} from 'node:path';
import {runReport} from '../history/report/run-report.ts';
import type {SubcommandOptions} from './arguments.ts';
import {readSettings} from './settings.ts';

const textOf = (value: string | true | undefined) => (value === true ? '' : value);

export async function report(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {config, configDirs: folders, stateDir, clock, problems} = readSettings(configDirs);
	for (const {path, message} of problems) console.error(`${path}: ${message}`);
	return runReport(
		{
			databasePath: join(stateDir, 'ccmon.db'),
			configDirs: folders,
			budgets: config.budgets,
			by: textOf(options.by),
			since: textOf(options.since),
			until: textOf(options.until),
			timezone: textOf(options.timezone),
			json: options.json === true,
			csv: options.csv === true,
			check: options.check === true,
			ascii: config.ascii,
		},
		{stdout: process.stdout, stderr: process.stderr, now: clock},
	);
}
