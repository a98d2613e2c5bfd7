/** `ccmon team --json` and `--csv`. */
import {expect, test} from 'vitest';
import {teamToCsv, teamToJson} from '../../../source/reports/team/team-json.ts';
import {ada, bob, hourMs, report, to} from '../../core/team/reported.ts';

const group = report({
	byDay: [
		{...ada, usd: [1, 0, 4]},
		{user: 'b"o,b', team: '', usd: [null, 2, null]},
	],
	received: [{...ada, at: to - hourMs}],
});

test('in JSON what is missing is null and never left out', () => {
	const json = JSON.parse(JSON.stringify(teamToJson(group)));
	expect(json).toMatchObject({schema: 1, window: {to: '2026-11-20T12:00:00.000Z'}, totals: {costUsd: 7}});
	expect(json.users[0]).toMatchObject({
		user: 'ada',
		lastReceivedAt: '2026-11-20T11:00:00.000Z',
		tokensPerMinute: {p50: null, p95: null, p99: null},
	});
	expect(json.users[1]).toMatchObject({user: 'b"o,b', todayUsd: null, lastReceivedAt: null});
	expect(json.teams[0]).toMatchObject({team: 'core', costUsd: 5});
	expect(json.totals).not.toHaveProperty('name');
});

test('in CSV there is a line for each person with as many fields as the title, and what is not known is empty', () => {
	const [title, first, second, end] = teamToCsv(group).split('\r\n');
	expect(title!.split(',')).toHaveLength(19);
	expect(first).toMatch(/^ada,core,5,4,/);
	expect(first).toMatch(/,2026-11-20T11:00:00\.000Z,false$/);
	expect(second).toMatch(/^"b""o,b",,2,,/);
	expect(end).toBe('');
	expect(first!.split(',')).toHaveLength(19);
	expect(teamToCsv(report({byDay: [{...bob, usd: [1, 1, 1]}]})).split('\r\n')).toHaveLength(3);
});
