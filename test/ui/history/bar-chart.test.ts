import {describe, expect, test} from 'vitest';
import {barChart} from '../../../source/ui/history/bar-chart.ts';
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

	test('where no line is on the chart the highest bar gives the scale, and no room is kept for the labels of those lines', () => {
		const lines = [{value: 300, label: 'average $300', tone: 'bad' as const}];
		expect(barChart(look, bars(4, 2), lines, {width: 8, height: 2, scale: value => `$${value}`})).toEqual([
			'$4 █┄┄┄',
			'   █ █ ',
			'   1 2 ',
		]);
		expect(barChart(look, bars(0), lines, {width: 8, height: 1, scale: value => `$${value}`}).join('')).not.toContain(
			'$',
		);
	});

	test('draws no chart without a cell for each bar', () => {
		const many = bars(...Array.from({length: 20}, () => 1));
		expect(barChart(look, many, [], {width: 21, height: 1})[0]).toBe(` ${'█'.repeat(20)}`);
		expect(barChart(look, many, [], {width: 20, height: 1})).toEqual([]);
	});

	test('in ASCII', () => {
		const lines = [{value: 2.5, label: 'avg', tone: 'warn' as const}];
		expect(barChart(ascii, bars(4, 1), lines, {width: 8, height: 2}).join('')).toMatch(/^[ -~]*$/);
	});

	test('draws no chart without room', () => {
		expect(barChart(look, bars(1, 2), [{value: 1, label: 'average', tone: 'warn'}], {width: 8, height: 3})).toEqual([]);
	});
});
