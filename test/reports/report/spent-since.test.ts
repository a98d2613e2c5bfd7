import {expect, test} from 'vitest';
import type {ConversationSpending} from '../../../source/index/spending-rows.ts';
import {spentSince} from '../../../source/reports/report/spent-since.ts';

const quarterMs = 900_000;
const conversation = (sessionId: string, costs: [quarter: number, costUsd: number | null][], fields: object = {}) =>
	({
		...{sessionId, title: null, configDir: '/c', pieces: costs.map(([quarter, costUsd]) => ({quarter, costUsd}))},
		...fields,
	}) as unknown as ConversationSpending;

const spending = [
	conversation(
		'one',
		[
			[9, 1],
			[10, 2],
			[11, null],
			[12, 0.5],
		],
		{title: 'Fix'},
	),
	conversation('two', [[9, 5]]),
	conversation('free', [[10, 0]]),
	conversation('other', [[10, 7]], {configDir: '/d'}),
];

test('from the quarter of an hour on that the time is in, without what cost nothing', () => {
	expect(spentSince(spending, 10 * quarterMs + 5)).toEqual([
		{sessionId: 'one', name: 'Fix', usd: 2.5},
		{sessionId: 'other', name: 'other', usd: 7},
	]);
	expect(spentSince(spending, 11 * quarterMs).map(({usd}) => usd)).toEqual([0.5]);
	expect(spentSince(spending, 13 * quarterMs)).toEqual([]);
});

test('of one folder alone', () => {
	expect(spentSince(spending, 0, '/d').map(({sessionId}) => sessionId)).toEqual(['other']);
});
