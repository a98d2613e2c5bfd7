/** `ccmon setup` and `ccmon doctor`: both change or examine what Claude Code was told about ccmon. */
import {join} from 'node:path';
import {sampleConfig} from '../core/config/sample.ts';
import {toJsonText} from '../core/json-text.ts';
import {problemsToJson, problemText} from '../core/problems.ts';
import {openDatabase} from '../platform/database.ts';
import {cacheFolder, configFile, runtimeFolder} from '../platform/paths.ts';
import {isAlive} from '../platform/process.ts';
import {formatReport} from '../setup/doctor/report.ts';
import {runDoctor} from '../setup/doctor/run.ts';
import type {OwnPlaces} from '../setup/purge.ts';
import {runSetup} from '../setup/run.ts';
import {statuslineScript} from '../setup/statusline-script.ts';
import {terminalIo} from '../setup/terminal-io.ts';
import type {SubcommandOptions} from './arguments.ts';
import {askProviders} from './providers.ts';
import {readSettings} from './settings.ts';

export async function setUp(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {configDirs: folders, stateDir} = readSettings(configDirs);
	return runSetup({
		configDirs: folders,
		stateDir,
		script: statuslineScript(stateDir),
		environment: process.env,
		yes: options.yes === true,
		print: options.print === true,
		undo: options.undo === true,
		...(options.purge === true && {purge: ownPlaces(stateDir)}),
		exporters: options.leaveExporters === true ? 'leave' : 'forward',
		io: terminalIo(process.stdin, process.stdout, process.env),
	});
}

const ownPlaces = (stateDir: string): OwnPlaces => ({
	...{stateDir, runtimeDir: runtimeFolder(), cacheDir: cacheFolder(), configFile: configFile()},
	...{sampleConfig, isAlive},
});

/** Exit code 1 when something is missing. */
export async function examine(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {configDirs: folders, stateDir, clock, config, problems} = readSettings(configDirs);
	const report = await runDoctor({
		configDirs: folders,
		stateDir,
		environment: process.env,
		script: statuslineScript(stateDir),
		clock,
		checkDatabase: () => {
			const {database, problem} = openDatabase({
				path: join(stateDir, 'ccmon.db'),
				room: 'doctor',
				migrations: [],
				now: clock,
			});
			database?.close();
			return problem;
		},
		config: {path: configFile(), problems: problems.filter(({path}) => path === configFile())},
		askProviders: () => askProviders({providers: config.providers, env: process.env, now: clock()}),
		loadPty: () => import('@lydell/node-pty'),
	});
	if (options.json === true) process.stdout.write(toJsonText({...report, config: problemsToJson(problems)}));
	else {
		for (const problem of problems.filter(({path}) => path !== configFile()))
			process.stdout.write(`! ${problemText(problem)}\n`);
		process.stdout.write(formatReport(report, config.ascii));
	}
	return report.ok ? 0 : 1;
}
