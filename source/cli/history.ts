/** `ccmon report`, `ccmon sessions` and `ccmon tpm`: figures from the index of all transcripts. */
import type {Problem} from '../claude/events.ts';
import type {Providers} from '../core/config/config.ts';
import {providerLines} from '../core/provider-spend.ts';
import {configDirMistake} from '../index/config-folders.ts';
import {databaseFile, homeFolder} from '../platform/paths.ts';
import {isOnPlan} from '../reports/plan.ts';
import type {ReportOptions} from '../reports/report/run-report.ts';
import type {SubcommandOptions} from './arguments.ts';
import {readSettings} from './settings.ts';

/** The parser gives texts to options with a value. */
export const textOf = (value: string | true | undefined) => (value === true ? undefined : value);

/** What all history commands need. The rest is imported later: loading a module takes longer than reading what is new. */
export function openHistory(configDirs: readonly string[]) {
	const settings = readSettings(configDirs, {mustExist: true});
	const folderProblems = settings.configDirs.flatMap((path): Problem[] => {
		const message = configDirMistake(path);
		return message === null ? [] : [{type: 'problem', path, message, count: 1}];
	});
	const {stateDir, config} = settings;
	const place = {
		databasePath: databaseFile(stateDir),
		configDirs: settings.configDirs,
		keepPrompts: config.search.prompts,
	};
	const problems = [...settings.problems, ...folderProblems];
	const io = {stdout: process.stdout, stderr: process.stderr, now: settings.clock, problems};
	return {...settings, place, io};
}

export async function report(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {config, place, io, stateDir, clock} = openHistory(configDirs);
	const {by, since, until, timezone} = options;
	const {runReport} = await import('../reports/report/run-report.ts');
	const isText = options.json !== true && options.csv !== true;
	return runReport(
		{
			...place,
			budgets: config.budgets,
			by: textOf(by),
			since: textOf(since),
			until: textOf(until),
			timezone: textOf(timezone),
			json: options.json === true,
			csv: options.csv === true,
			check: options.check === true,
			ascii: config.ascii,
			subscription: isText && isOnPlan(stateDir, place.configDirs, clock()),
			...(isText && besidesOf(config.providers, clock())),
		},
		io,
	);
}

/** Asked while the transcripts are read, and not at all without an address in the config. */
function besidesOf(providers: Providers, now: number): Pick<ReportOptions, 'besides'> {
	if (providers.litellm.url === null && providers.console.url === null) return {};
	const asked = import('./providers.ts').then(({askProviders}) => askProviders({providers, env: process.env, now}));
	return {besides: async spentSince => providerLines(await asked, spentSince)};
}

export async function sessions(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {config, place, io} = openHistory(configDirs);
	const {search, json} = options;
	const home = homeFolder(process.env);
	const {runSessions} = await import('../reports/sessions/run-sessions.ts');
	return runSessions({...place, search: textOf(search) ?? '', json: json === true, ascii: config.ascii, home}, io);
}

export async function tpm(configDirs: readonly string[], options: SubcommandOptions): Promise<number> {
	const {config, place, io} = openHistory(configDirs);
	const {figures, teamSize, ascii} = config;
	const {runTpm} = await import('../reports/tpm/run-tpm.ts');
	return runTpm({...place, figures, teamSize, team: textOf(options.team), json: options.json === true, ascii}, io);
}
