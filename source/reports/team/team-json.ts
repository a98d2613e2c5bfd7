/** `ccmon team --json` and `--csv`. */
import {csvField} from '../../core/report.ts';
import type {TeamReport, UserFigures} from '../../core/team/report.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Stable: fields are only added, and missing values are null. */
export function teamToJson(report: TeamReport): object {
	const {from, to, source, users, teams, models, days, totals, tokensPerMinute, requestsPerMinute, pilot} = report;
	const {name: _, ...sums} = totals;
	return {
		schema: 1,
		window: {from: iso(from), to: iso(to)},
		source,
		users: users.map(userToJson),
		teams: teams.map(({name, ...figures}) => ({team: name, ...figures})),
		models,
		days,
		totals: sums,
		tokensPerMinute,
		requestsPerMinute,
		pilot,
	};
}

const userToJson = ({lastReceivedAt, tokensPerMinute, ...figures}: UserFigures) => ({
	...figures,
	tokensPerMinute: tokensPerMinute ?? {p50: null, p95: null, p99: null},
	lastReceivedAt: iso(lastReceivedAt),
});

const columns = [
	...['user', 'team', 'costUsd', 'todayUsd', 'backgroundUsd', 'idleUsd', 'inputTokens', 'outputTokens'],
	...['cacheReadInputTokens', 'cacheCreation5mInputTokens', 'cacheCreation1hInputTokens', 'requests', 'activeDays'],
	...['usdPerActiveDay', 'tokensPerMinuteP50', 'tokensPerMinuteP95', 'tokensPerMinuteP99', 'lastReceivedAt', 'partial'],
];

/** CSV (RFC 4180) with a line for each person; unknown values are empty. */
export function teamToCsv({users}: TeamReport): string {
	const rows = users.map(({tokensPerMinute: rates, lastReceivedAt, byModel: _, ...user}) => {
		const row: Record<string, unknown> = {
			...user,
			tokensPerMinuteP50: rates?.p50 ?? null,
			tokensPerMinuteP95: rates?.p95 ?? null,
			tokensPerMinuteP99: rates?.p99 ?? null,
			lastReceivedAt: iso(lastReceivedAt),
		};
		return columns.map(column => csvField(row[column] ?? null)).join(',');
	});
	return [columns.join(','), ...rows, ''].join('\r\n');
}
