import {describe, expect, test} from 'vitest';
import type {LimitForecast} from '../../../source/core/limits-forecast.ts';
import {layoutTable} from '../../../source/ui/table-layout.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {consumerColumns, consumerRows, limitLines, type SpentSince} from '../../../source/ui/usage/limits.ts';
import {noon} from '../../support/fake-fleet.ts';

const look = createLook({colour: 'none', ascii: false});
const hour = 3_600_000;
const forecast = (fields: Partial<LimitForecast> = {}): LimitForecast => ({
	...{limit: 'fiveHour', usedPercentage: 42, resetsAt: noon + 2.5 * hour},
	...{percentPerHour: 10, projectedPercentage: 67, reachedAt: null},
	...fields,
});
const lines = (fields: Partial<LimitForecast> = {}, width = 200) => limitLines([forecast(fields)], noon, width, look);

describe('where a limit is heading', () => {
	test.each<[Partial<LimitForecast>, RegExp]>([
		[{}, /^5h ▕.{20}▏ {2}42% {2}resets 14:30, in 2h 30m {2}10% an hour: 67% by then$/],
		[{percentPerHour: null, projectedPercentage: null}, / {2}rate not known yet$/],
		[
			{usedPercentage: 90, percentPerHour: 20, projectedPercentage: 140, reachedAt: noon + hour / 2},
			/ 90% .* 20% an hour: ! full at 12:30 {2}2h 00m before the reset$/,
		],
		[{usedPercentage: 100, reachedAt: noon}, / 100% {2}resets 14:30, in 2h 30m {2}! full$/],
		[
			{limit: 'sevenDay', usedPercentage: 0, projectedPercentage: 0, percentPerHour: 0},
			/^7d .* 0% an hour: 0% by then$/,
		],
	])('%o', (fields, text) => {
		expect(lines(fields)).toHaveLength(1);
		expect(lines(fields)[0]).toMatch(text);
	});

	test('what has no room goes below, indented, and nothing is lost or wider', () => {
		const words = (text: string[]) =>
			text
				.join(' ')
				.replace(/[▕▏█░▎▍▌▋▊▉]+/g, '')
				.split(/\s+/)
				.filter(Boolean);
		for (const width of [40, 60, 69, 70, 100]) {
			const narrow = lines({reachedAt: noon + hour, projectedPercentage: 120}, width);
			expect(words(narrow)).toEqual(words(lines({reachedAt: noon + hour, projectedPercentage: 120})));
			for (const line of narrow) expect(widthOf(line.replace(/^ {3}/, ''))).toBeLessThanOrEqual(width);
			expect(narrow.slice(1).every(line => line.startsWith('   '))).toBe(true);
		}
		for (const width of [40, 60])
			for (const line of lines({reachedAt: noon + hour}, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
	});
});

describe('what used the limits of an account', () => {
	const spent = (id: string, usd: number) => ({sessionId: id, name: `was ${id}`, usd});
	const both = [
		forecast({usedPercentage: 50}),
		forecast({limit: 'sevenDay', usedPercentage: 10, resetsAt: noon + 24 * hour}),
	];

	test('shares follow the dollars since each window began, the hungriest of the shorter one first', () => {
		const asked: [number, string][] = [];
		const spentSince: SpentSince = (at, account) => {
			asked.push([at, account]);
			return at === noon - 2.5 * hour ? [spent('a', 1), spent('b', 3)] : [spent('a', 5), spent('c', 5)];
		};
		const rows = consumerRows(both, '/home/ada/.claude', spentSince, new Map([['b', 'web']]));
		expect(asked).toEqual([
			[noon - 2.5 * hour, '/home/ada/.claude'],
			[noon - 6 * 24 * hour, '/home/ada/.claude'],
		]);
		expect(rows.map(({name, fiveHour, sevenDay}) => [name, fiveHour?.percentage, sevenDay?.percentage])).toEqual([
			['web', 37.5, undefined],
			['was a', 12.5, 5],
			['was c', undefined, 5],
		]);
	});

	test('where nothing is read yet there are none, and never more than eight', () => {
		expect(consumerRows(both, '/a', () => null, new Map())).toEqual([]);
		const many = Array.from({length: 20}, (_, index) => spent(`s${index}`, index + 1));
		const rows = consumerRows([forecast()], '/a', () => many, new Map());
		expect(rows).toHaveLength(8);
		expect(rows[0]!.sessionId).toBe('s19');
	});

	test('stand in a table; a limit that a session took nothing of is a dash', () => {
		const rows = consumerRows([forecast({usedPercentage: 50})], '/a', () => [spent('a\u001b[2J', 1.5)], new Map());
		const table = layoutTable(rows, {columns: consumerColumns(both, 100), width: 100, look});
		expect(table.titles.map(title => title.trim())).toEqual(['USED BY', 'OF 5H', 'API $', 'OF 7D', 'API $']);
		expect(table.cells[0]!.map(cell => cell.trim())).toEqual(['was a', '50%', '$1.50', '–', '–']);
	});
});
