/** Questions to a team's server over a window of local days. */
import {describe, expect, test} from 'vitest';
import {ProviderError} from '../../../source/reports/gateways/ask.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';
import type {QueryApi, QueryResult, Series} from '../../../source/reports/team/api.ts';
import {
	createAsking,
	lastCount,
	lastValue,
	modelOf,
	personOf,
	windowUntil,
} from '../../../source/reports/team/asking.ts';

const berlin = namedZone('Europe/Berlin')!;
const hour = 3600;
/** Ten days after the clocks changed, on a Sunday of 25 hours. */
const now = Date.parse('2026-11-04T12:00:00Z');
const window = windowUntil(berlin, now);

const answer = (series: Series[] = [], warnings: string[] = [], isPartial = false): QueryResult => ({
	series,
	warnings,
	isPartial,
});
const one = (labels: Record<string, string>, ...values: [number, number][]): Series => ({labels, values});

test('a window is thirty local days, today included, whatever their length', () => {
	expect([window.days.length, window.days[0], window.days.at(-1)]).toEqual([30, '2026-10-06', '2026-11-04']);
	expect(new Date(window.end * 1000).toISOString()).toBe('2026-11-04T23:00:00.000Z');
	expect(new Date(window.from * 1000).toISOString()).toBe('2026-10-05T22:00:00.000Z');
	expect(window.seconds).toBe(30 * 24 * hour + hour);
	expect(window.bounds).toHaveLength(31);
});

describe('by day', () => {
	test('is asked for at the end of each day, days of another length by themselves', async () => {
		const asked: [query: string, from: string, to: string, step: number][] = [];
		const api = {
			async range(query: string, from: number, to: number, step: number) {
				asked.push([
					query,
					...[from, to].map(at => new Date(at * 1000).toISOString().slice(0, 13)),
					step / hour,
				] as never);
				return answer([one({user: 'ada'}, [to, step / hour])]);
			},
		} as unknown as QueryApi;
		const [row, ...others] = await createAsking(api, window, now, answer()).byDay(seconds => `${seconds / hour}h`);
		expect(asked).toEqual([
			['24h', '2026-10-06T22', '2026-10-24T22', 24],
			['25h', '2026-10-25T23', '2026-10-25T23', 25],
			['24h', '2026-10-26T23', '2026-11-04T23', 24],
		]);
		// One person’s answers are one row; what was not answered is not known.
		expect(others).toEqual([]);
		expect(row!.usd.map((usd, index) => usd !== null && [window.days[index], usd]).filter(Boolean)).toEqual([
			['2026-10-24', 24],
			['2026-10-25', 25],
			['2026-11-04', 24],
		]);
	});

	test('takes a time that is off by less than half a second, and no other', async () => {
		const api = {
			range: async (_: string, from: number) => answer([one({user: 'ada'}, [from + 0.4, 1], [from + 60, 2])]),
		} as unknown as QueryApi;
		const [row] = await createAsking(api, window, now, answer()).byDay(() => '');
		expect(row!.usd.filter(usd => usd !== null)).toEqual([1, 1, 1]);
	});
});

test('what fails is a warning and an empty answer; a fault of ccmon’s own is one', async () => {
	let fail: Error | null = null;
	const api = {
		async instant(query: string, at: number) {
			if (fail) throw fail;
			return answer([one({query}, [at, 5])], ['slow']);
		},
	} as unknown as QueryApi;
	const asking = createAsking(api, window, now, answer([], ['first']));
	expect(asking.isPartial()).toBe(false);
	expect((await asking.atPresent('x'))[0]!.values).toEqual([[now / 1000, 5]]);
	expect((await asking.atEnd('x'))[0]!.values).toEqual([[window.end, 5]]);
	fail = new ProviderError('too many');
	expect(await asking.atEnd('x')).toEqual([]);
	expect([asking.isPartial(), asking.warnings()]).toEqual([true, ['first', 'slow', 'too many']]);
	fail = new TypeError('no');
	await expect(asking.atEnd('x')).rejects.toThrow(TypeError);
	expect(createAsking(api, window, now, answer([], [], true)).isPartial()).toBe(true);
});

test('names are cleaned and have an end; the last value counts', () => {
	const series = one({user: 'a\u001b[2Jda', who: 'bob', model: ''}, [1, 2.4], [2, 2.6]);
	expect(personOf(series)).toEqual({user: 'ada', team: ''});
	expect(personOf(series, 'who', 'model')).toEqual({user: 'bob', team: ''});
	expect(personOf(one({user: 'x'.repeat(500)})).user).toHaveLength(128);
	expect([modelOf(series), lastValue(series), lastCount(series), lastValue(one({}))]).toEqual(['unknown', 2.6, 3, 0]);
});
