import {describe, expect, test} from 'vitest';
import {barChart} from '../../../source/ui/history/bar-chart.ts';
import {heatMap} from '../../../source/ui/history/heat-map.ts';
import {createLook} from '../../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const ascii = createLook({colour: 'none', ascii: true});
const bars = (...values: number[]) =>
	values.map((value, index) => ({value, label: `${index + 1}`, tone: 'good' as const}));

describe('bar chart', () => {
	test('heights are in proportion, and anything at all shows', () => {
		expect(barChart(look, bars(4, 2, 0, 0.01), [], {width: 9, height: 4})).toEqual([
			' █       ',
			' █       ',
			' █ █     ',
			' █ █   ▁ ',
			' 1 2 3 4 ',
		]);
	});

	test('lines stand at their height, behind the bars', () => {
		const lines = [{value: 2.5, label: 'avg', tone: 'warn' as const}];
		expect(barChart(look, bars(4, 1), lines, {width: 8, height: 4})).toEqual([
			'    █   ',
			'avg █┄┄┄',
			'    █   ',
			'    █ █ ',
			'    1 2 ',
		]);
	});

	test('a line far above all bars does not press them flat', () => {
		const lines = [{value: 30, label: 'p90', tone: 'bad' as const}];
		const [top] = barChart(look, bars(1), lines, {width: 10, height: 2});
		expect(top).toContain('█');
	});

	test('too many bars: the newest that fit', () => {
		const chart = barChart(look, bars(...Array.from({length: 50}, () => 1)), [], {width: 21, height: 1});
		expect(chart.every(line => line.length <= 21)).toBe(true);
	});

	test('in ASCII', () => {
		const lines = [{value: 2.5, label: 'avg', tone: 'warn' as const}];
		expect(barChart(ascii, bars(4, 1), lines, {width: 8, height: 2}).join('')).toMatch(/^[ -~]*$/);
	});

	test('without room there is none', () => {
		expect(barChart(look, bars(1, 2), [{value: 1, label: 'average', tone: 'warn'}], {width: 8, height: 3})).toEqual([]);
	});
});

test('a calendar has a column per week, months over it', () => {
	const week = (month: number, from: number) =>
		Array.from({length: 7}, (_, index) => ({
			day: `2026-${month}-${String(from + index).padStart(2, '0')}`,
			usd: 1,
			level: (index % 5) as 0 | 1 | 2 | 3 | 4,
		}));
	expect(
		heatMap(
			look,
			[week(10, 5), week(10, 12), week(11, 2), [...week(11, 9).slice(0, 2), null, null, null, null, null]],
			30,
		),
	).toEqual([
		'    Oct Nov',
		'Mon · · · ·',
		'Tue ░ ░ ░ ░',
		'Wed ▒ ▒ ▒',
		'Thu ▓ ▓ ▓',
		'Fri █ █ █',
		'Sat · · ·',
		'Sun ░ ░ ░',
	]);
});
