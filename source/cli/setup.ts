/** `ccmon setup` and `ccmon doctor`: both change or examine Claude Code's settings for ccmon. */
import {fileURLToPath} from 'node:url';
import {sampleConfig} from '../core/config/sample.ts';
import {toJsonText} from '../core/json-text.ts';
import {problemText} from '../core/problems.ts';
import {openDatabase} from '../platform/database.ts';
import {cacheFolder, configFile, databaseFile, runtimeFolder} from '../platform/paths.ts';
import {isAlive} from '../platform/process.ts';
import {loadExeca} from '../platform/programs.ts';
import {type BugReportFacts, formatBugReport} from '../setup/doctor/bug-report.ts';
import {type DoctorReport, formatReport, reportToJson} from '../setup/doctor/report.ts';
import {runDoctor} from '../setup/doctor/run.ts';
import type {OwnPlaces} from '../setup/purge.ts';
import {runSetup} from '../setup/run.ts';
import {statuslineScript} from '../setup/statusline-script.ts';
import {terminalIo} from '../setup/terminal-io.ts';
import {type SubcommandOptions, UsageError} from './arguments.ts';
import {printProblem} from './print-problem.ts';
import {askProviders} from './providers.ts';
import {readSettings} from './settings.ts';

export async function setUp(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {configDirs: folders, stateDir, problems} = readSettings(configDirs);
	for (const problem of problems) printProblem(problem);
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
	stateDir,
	runtimeDir: runtimeFolder(),
	cacheDir: cacheFolder(),
	configFile: configFile(),
	sampleConfig,
	isAlive,
});

/** Exit code 1 when something is missing; with `--report` always 0. */
export async function examine(
	configDirs: readonly string[],
	options: SubcommandOptions,
	version: string,
): Promise<number> {
	if (options.json === true && options.report === true) throw new UsageError('--json or --report, not both');
	const {configDirs: folders, stateDir, clock, config, problems} = readSettings(configDirs);
	const report = await runDoctor({
		configDirs: folders,
		stateDir,
		environment: process.env,
		script: statuslineScript(stateDir),
		clock,
		checkDatabase: () => {
			const {database, problem} = openDatabase({
				path: databaseFile(stateDir),
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
	if (options.report === true) {
		process.stdout.write(formatBugReport(await bugReportFacts(report, folders.length, version)));
		return 0;
	}
	if (options.json === true) process.stdout.write(toJsonText(reportToJson(report, problems)));
	else {
		for (const problem of problems.filter(({path}) => path !== configFile()))
			process.stdout.write(`! ${problemText(problem)}\n`);
		process.stdout.write(formatReport(report, config.ascii));
	}
	return report.ok ? 0 : 1;
}

async function bugReportFacts(
	report: DoctorReport,
	configFolders: number,
	ccmonVersion: string,
): Promise<BugReportFacts> {
	const {stdout, platform, arch, env} = process;
	const execa = await loadExeca();
	const ask = async (program: string, option: string) => {
		const result = await execa(program, [option], {reject: false, timeout: 5000, stdin: 'ignore'});
		return result.failed ? null : result.stdout;
	};
	return {
		ccmonVersion,
		nodeVersion: process.versions.node,
		platform,
		arch,
		configFolders,
		report,
		environment: env,
		claude: await ask('claude', '--version'),
		tmux: await ask('tmux', '-V'),
		terminalSize: stdout.isTTY ? {columns: stdout.columns, rows: stdout.rows} : null,
		programPath: fileURLToPath(import.meta.url),
	};
}
