/** A team's report, worked out from what its server answered. */
import {noSeries, type SeriesData, type TeamData} from '../../../source/core/team/data.ts';
import {type TeamReport, teamReport} from '../../../source/core/team/report.ts';

export const to = Date.parse('2026-11-20T12:00:00Z');
export const hourMs = 3_600_000;
export const ada = {user: 'ada', team: 'core'};
export const bob = {user: 'bob', team: 'core'};

/** Of two people and three days, at noon of the last. */
export function report(
	ccmon: Partial<SeriesData>,
	claudeCode: Partial<SeriesData> = {},
	more: Partial<TeamData> = {},
): TeamReport {
	const data: TeamData = {
		...{from: to - 60 * hourMs, todayFrom: to - 12 * hourMs, to, days: ['2026-11-18', '2026-11-19', '2026-11-20']},
		ccmon: {...noSeries, ...ccmon},
		claudeCode: {...noSeries, ...claudeCode},
		rates: {tokensNow: 1000, tokensPeak: 5_000_000, requestsNow: 1, requestsPeak: 9},
		...{partial: false, warnings: [], ...more},
	};
	return teamReport(data, {figures: '2026-08', size: 200, orgTpm: 4_000_000});
}
