/** What Claude Code exports itself. */
import {describe, expect, test} from 'vitest';
import {noSeries} from '../../../source/core/team/data.ts';
import type {Asking} from '../../../source/reports/team/asking.ts';
import {rawSpellings} from '../../../source/reports/team/queries.ts';
import {joinExported, readExported} from '../../../source/reports/team/read-exported.ts';

/** Two days, the second of which is not over. */
const window = {days: ['a', 'b'], bounds: [1000, 2000, 3000], from: 1000, end: 3000, seconds: 2000};
const now = 2_500_000;
const labels = {email: 'ada@example.com', group: 'core'};
const team = {userLabel: 'email', teamLabel: 'group'};

const askingFor = (days: (number | null)[]) =>
	({
		byDay: async () => [{labels, usd: days}],
		atEnd: async (query: string) =>
			query.includes('token')
				? [
						{labels: {...labels, model: 'm', type: 'cacheCreation'}, values: [[3000, 7.6]]},
						{labels: {...labels, model: 'm', type: 'reasoning'}, values: [[3000, 9]]},
					]
				: [{labels: {...labels, model: 'm', query_source: 'auxiliary'}, values: [[3000, 0.5]]}],
	}) as unknown as Asking;
const read = (days: (number | null)[]) => readExported(askingFor(days), window, rawSpellings[0], team, now);

const ada = {user: 'ada@example.com', team: 'core'};

test('is of who the labels say; cache writes are for five minutes, and types that are not known are left out', async () => {
	expect(await read([1, null])).toMatchObject({
		byDay: [{...ada, usd: [1, null]}],
		cost: [{...ada, model: 'm', isBackground: true, usd: 0.5}],
		tokens: [{...ada, model: 'm', field: 'cacheCreation5mInputTokens', tokens: 8}],
	});
});

describe('it was received last', () => {
	test.each([
		[[1, null], 1_999_000],
		// Today is not over.
		[[1, 2], now],
		[[null, null], 999_000],
	])('with %j at %d', async (days, at) => {
		expect((await read(days)).received).toEqual([{...ada, at}]);
	});
});

test('who has sent to two collectors counts by the first', () => {
	const series = (usd: number, ...users: string[]) => ({
		...noSeries,
		byDay: users.map(user => ({user, team: '', usd: [usd]})),
		cost: users.map(user => ({user, team: '', model: 'm', isBackground: false, usd})),
	});
	const joined = joinExported([series(1, 'ada', 'bob'), series(2, 'bob', 'eve'), series(3, 'ada', 'eve')]);
	const expected = [
		['ada', 1],
		['bob', 1],
		['eve', 2],
	];
	expect(joined.byDay.map(({user, usd}) => [user, usd[0]])).toEqual(expected);
	expect(joined.cost.map(({user, usd}) => [user, usd])).toEqual(expected);
	expect(joinExported([])).toEqual(noSeries);
});
