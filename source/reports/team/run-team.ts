/** `ccmon team` without a screen: text, JSON, CSV, and the check of budgets. */
import {clean} from '../../claude/clean.ts';
import type {TeamConfig} from '../../core/config/team.ts';
import {toJsonText} from '../../core/json-text.ts';
import {type FigureSet, recommendedRate} from '../../core/reference.ts';
import {exceededBudgets, isBounded, unknownBudget} from '../../core/team/check.ts';
import {teamColumns} from '../../core/team/columns.ts';
import {type TeamReport, teamReport} from '../../core/team/report.ts';
import {teamRows} from '../../core/team/rows.ts';
import {pilotLines, teamNotes, teamSummary} from '../../core/team/summary.ts';
import type {Environment} from '../../platform/paths.ts';
import {type CommandIo, sayProblems, textTable} from '../command-io.ts';
import {ProviderError} from '../gateways/ask.ts';
import {ownZone} from '../report/zones.ts';
import {createQueryApi} from './api.ts';
import {readTeam} from './read-team.ts';
import {teamToCsv, teamToJson} from './team-json.ts';

export interface TeamSettings {
	team: TeamConfig;
	figures: FigureSet;
	env: Environment;
}

export interface RunTeamOptions extends TeamSettings {
	json?: boolean;
	csv?: boolean;
	check?: boolean;
	/** What gateways and providers count, one line each: shown beside, never added. */
	besides?(): Promise<readonly string[]>;
	timeoutMs?: number;
}

const noAddress =
	'there is no address: set url under [team] in the config, as in url = "http://localhost:9090"; ccmon team setup shows all of it';

/**
 * Returns the exit code: 2 for a wrong command line or config, and with `check` for incomplete figures;
 * 1 if the server does not answer, or a budget is exceeded.
 */
export async function runTeam(options: RunTeamOptions, io: CommandIo): Promise<number> {
	const {json, csv, check, team} = options;
	const fail = (message: string, code: number) => {
		io.stderr.write(`ccmon team: ${message}\n`);
		return code;
	};
	if (json && csv) return fail('--json or --csv, not both', 2);
	const problems = sayProblems([], io);
	if (team.url === null) return fail(noAddress, 2);
	if (check && !isBounded(team))
		return fail('--check: no budget is set in the config, under [team.budgets], and no orgTpm', 2);
	let report: TeamReport;
	try {
		report = await askTeam(options, io.now());
	} catch (error) {
		if (!(error instanceof ProviderError)) throw error;
		return fail(error.message, check ? 2 : 1);
	}
	if (json) io.stdout.write(toJsonText(teamToJson(report)));
	else if (csv) io.stdout.write(teamToCsv(report));
	else io.stdout.write(teamText(report, team, io.now(), (await options.besides?.()) ?? []));
	if (json || csv) for (const warning of report.source.warnings) io.stderr.write(`ccmon team: ${clean(warning)}\n`);
	if (!check) return 0;
	const exceeded = exceededBudgets(report, team.budgets);
	for (const line of exceeded) io.stderr.write(`${clean(line)}\n`);
	if (exceeded.length > 0) return 1;
	const unknown = unknownBudget(report, team.budgets);
	if (report.source.partial) return fail('the server did not answer everything: budgets cannot be checked', 2);
	if (problems.length > 0) return fail('--check: not checked, because of what is said above', 2);
	return unknown === null ? 0 : fail(`--check: not checked, because ${clean(unknown)}`, 2);
}

/** Rejects with `ProviderError`. `onFirst` is called early, with what the first lines need. */
export async function askTeam(
	{team, figures, env, timeoutMs}: TeamSettings & {timeoutMs?: number},
	now: number,
	onFirst?: (report: TeamReport) => void,
): Promise<TeamReport> {
	const {url, size, orgTpm} = team;
	if (url === null) throw new ProviderError(noAddress);
	const api = createQueryApi({...team, url}, env, timeoutMs);
	const options = {figures, size, orgTpm};
	const data = await readTeam({
		api,
		team,
		zone: ownZone(),
		now,
		...(onFirst && {onFirst: first => onFirst(teamReport(first, options))}),
	});
	return teamReport(data, options);
}

function teamText(report: TeamReport, team: TeamConfig, now: number, besides: readonly string[]): string {
	const {size} = report.tokensPerMinute;
	const columns = teamColumns('user', now, recommendedRate(size, report.figures));
	const rows = teamRows(report, 'user', 'cost', '').map(row => columns.map(({text}) => text(row)));
	const alignment = columns.map(({isLeft}) => (isLeft ? 'l' : 'r')).join('');
	const parts = [
		teamSummary(report, team.budgets),
		textTable(alignment, [columns.map(({title}) => title), ...rows]),
		pilotLines(report),
		[...teamNotes(report), ...besides].map(clean),
	];
	return `${parts
		.filter(part => part.length > 0)
		.map(part => part.join('\n'))
		.join('\n\n')}\n`;
}
