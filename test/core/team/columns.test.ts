/** What the columns of a team's table show. */
import {expect, test} from 'vitest';
import type {RecommendedRate} from '../../../source/core/reference.ts';
import {teamColumns} from '../../../source/core/team/columns.ts';
import type {TeamRow} from '../../../source/core/team/rows.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const row: TeamRow = {
	...{name: 'ada', team: 'core', costUsd: 12.5, todayUsd: 0, activeDays: 3, usdPerActiveDay: 4.1666, partial: false},
	...{tokensPerMinute: {p50: 1000, p95: 75_000, p99: 120_000}, backgroundShare: 0.25, idleShare: 0, cacheShare: 0.9},
	lastReceivedAt: noon - 3_600_000,
};
const unknown: TeamRow = {
	...{name: 'x', team: null, costUsd: null, todayUsd: null, activeDays: null, usdPerActiveDay: null, partial: true},
	...{tokensPerMinute: null, backgroundShare: null, idleShare: null, cacheShare: null, lastReceivedAt: null},
};
const recommended: RecommendedRate = {users: [1, 9], tokensPerMinute: [50_000, 75_000], requestsPerMinute: null};
const texts = (grouping: Parameters<typeof teamColumns>[0], of: TeamRow) =>
	Object.fromEntries(teamColumns(grouping, noon, recommended).map(({title, text}) => [title, text(of)]));

test('a person has every column', () => {
	expect(texts('user', row)).toEqual({
		...{USER: 'ada', '30 DAYS': '$12.50', TODAY: '$0.00', DAYS: '3', '$/DAY': '$4.17', 'TPM 50/95/99 %': '1k/75k/120k'},
		...{HIDDEN: '25%', IDLE: '0%', CACHE: '90%', RECEIVED: '1h 00m', TEAM: 'core'},
	});
});

test('what is not known is a dash, and no lower bound of nothing', () => {
	const {USER, ...figures} = texts('user', unknown);
	expect(new Set(Object.values(figures))).toEqual(new Set(['–']));
	expect(texts('user', {...row, partial: true})['30 DAYS']).toBe('≥ $12.50');
});

test('minutes above what is recommended are marked, those at it are not', () => {
	const rates = {p50: 1, p95: 75_001, p99: 80_000};
	expect(texts('user', {...row, tokensPerMinute: rates})['TPM 50/95/99 %']).toBe('!1/75k/80k');
});

test('teams and models have fewer columns', () => {
	expect(Object.keys(texts('team', row))).toEqual([
		...['TEAM', '30 DAYS', 'TODAY', 'DAYS', '$/DAY', 'HIDDEN', 'IDLE', 'CACHE'],
	]);
	expect(Object.keys(texts('model', row))).toEqual(['MODEL', '30 DAYS', 'CACHE']);
});

test('strips escape sequences from names', () => {
	const evil = {...row, name: 'a\u001b[2Jb\u202e\n', team: '\u0007'};
	expect(texts('user', evil)).toMatchObject({USER: 'ab', TEAM: '–'});
});
