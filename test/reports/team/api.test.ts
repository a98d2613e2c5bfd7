/** What of a Prometheus answer is taken. Bad answers are in run-team.test.ts. */
import {afterEach, expect, test} from 'vitest';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {createQueryApi} from '../../../source/reports/team/api.ts';
import {startProvider} from '../gateways/stand-in.ts';

let stop: (() => Promise<void>) | null = null;
afterEach(() => stop?.());

async function query(body: object, ask: 'instant' | 'range' = 'instant') {
	const provider = await startProvider(() => ({json: {status: 'success', ...body}}));
	stop = provider.stop;
	const api = createQueryApi({...defaultTeam, url: `${provider.url}/prom/`}, {});
	const result = ask === 'instant' ? await api.instant('sum(x{a="b"})', 5) : await api.range('x', 1, 9, 2);
	return {...result, asked: new URL(provider.asked[0]!.path, provider.url)};
}

test('one value, at the time asked for', async () => {
	const {series, asked, isPartial} = await query({
		data: {result: [{metric: {user: 'ada', odd: 7}, value: [5, '1.5']}]},
	});
	expect(series).toEqual([{labels: {user: 'ada'}, values: [[5, 1.5]]}]);
	expect([asked.pathname, isPartial]).toEqual(['/prom/api/v1/query', false]);
	expect(Object.fromEntries(asked.searchParams)).toEqual({query: 'sum(x{a="b"})', time: '5', nocache: '1'});
});

test('values over time, without those that are none', async () => {
	const values = [
		[1, '2'],
		[2, 'NaN'],
		[3, '+Inf'],
		[4, '-1'],
		[5, '1e16'],
		[6, ''],
		[7, 8],
		['8', '1'],
		null,
		[9, '1e15'],
	];
	const {series, asked} = await query({data: {result: [{metric: {}, values}, {metric: null}, 7, {}]}}, 'range');
	expect(series).toEqual([
		{
			labels: {},
			values: [
				[1, 2],
				[4, 0],
				[9, 1e15],
			],
		},
	]);
	expect(Object.fromEntries(asked.searchParams)).toMatchObject({start: '1', end: '9', step: '2'});
});

test('a series without any value is none: what it is about is unknown, not 0', async () => {
	const unknown = [{metric: {}, value: [5, 'NaN']}, {metric: {}, value: [5, '1e16']}, {metric: {}}];
	expect((await query({data: {result: [...unknown, {metric: {}, value: [5, '0']}]}})).series).toEqual([
		{labels: {}, values: [[5, 0]]},
	]);
});

test('warnings are lines, five at the most, and make the answer a part of one', async () => {
	const warnings = ['store \u001b[31mgone\n', {code: 5}, ...Array(9).fill('x')];
	const result = await query({data: {result: []}, warnings});
	expect(result.warnings).toEqual(['store gone', '{"code":5}', 'x', 'x', 'x']);
	expect(result.isPartial).toBe(true);
	expect((await query({data: {result: []}, isPartial: true})).isPartial).toBe(true);
});
