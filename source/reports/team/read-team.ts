/** Queries a team's server for everything that `ccmon team` shows. */
import type {TeamConfig} from '../../core/config/team.ts';
import {noSeries, type SeriesData, type TeamData} from '../../core/team/data.ts';
import type {Zone} from '../report/zones.ts';
import type {QueryApi} from './api.ts';
import {createAsking, windowDays, windowUntil} from './asking.ts';
import {presentQuery, rawSpellings} from './queries.ts';
import {joinExported, readExported} from './read-exported.ts';
import {readPushed} from './read-pushed.ts';

export interface ReadTeamOptions {
	api: QueryApi;
	team: Pick<TeamConfig, 'userLabel' | 'teamLabel'>;
	zone: Zone;
	/** Milliseconds since the epoch. */
	now: number;
	/** Called early, with what the first lines need. */
	onFirst?(data: TeamData): void;
}

/** Rejects with `ProviderError` if the server cannot be reached; failures of single queries are warnings. */
export async function readTeam({api, team, zone, now, onFirst}: ReadTeamOptions): Promise<TeamData> {
	const window = windowUntil(zone, now);
	// Asked alone: whether the server answers at all.
	const present = await api.instant(presentQuery, Math.floor(now / 1000));
	const asking = createAsking(api, window, now, present);
	const names = new Set(present.series.map(({labels}) => labels.__name__));
	const pushed = readPushed(asking, window.seconds);
	const exported = rawSpellings
		.filter(({cost}) => names.has(cost))
		.map(spelling => readExported(asking, window, spelling, team, now));
	const data = (ccmon: SeriesData, claudeCode: SeriesData, rates: TeamData['rates']): TeamData => ({
		from: window.from * 1000,
		todayFrom: window.bounds[windowDays - 1]! * 1000,
		to: now,
		days: window.days,
		ccmon,
		claudeCode,
		rates,
		partial: asking.isPartial(),
		warnings: asking.warnings(),
	});
	const [byDay, received, rates] = await Promise.all([pushed.byDay, pushed.received, pushed.rates]);
	onFirst?.(data({...noSeries, byDay, received}, noSeries, rates));
	const ccmon = {...(await pushed.rest), byDay, received};
	return data(ccmon, joinExported(await Promise.all(exported)), rates);
}
