import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {bar, contextBar, contextTone, sparkline} from '../../source/ui/gauge.ts';
import {createLook} from '../../source/ui/theme.ts';
import {fakeSession} from '../support/fake-fleet.ts';

const plain = createLook({colour: 'none', ascii: false});
const ascii = createLook({colour: 'none', ascii: true});

const context = (tokens: number | null, rest = {}) =>
	fakeSession({context: {tokens, windowTokens: 200_000, thresholdTokens: 190_000, ...rest}}).context;

describe('bar', () => {
	test.each([
		// Ten cells of eight steps each.
		[0, '░░░░░░░░░░'],
		[0.5, '█████░░░░░'],
		[0.55, '█████▌░░░░'],
		[0.8125, '████████▏░'],
		[1, '██████████'],
		[1.4, '██████████'],
		// Something is never drawn as nothing.
		[0.0001, '▏░░░░░░░░░'],
	])('%f full', (fill, expected) => {
		expect(bar(plain, {fill, width: 10, tone: 'good'})).toBe(expected);
	});

	test('the mark stays visible before, at and behind the end of the filling', () => {
		expect(bar(plain, {fill: 0.5, mark: 0.85, width: 10, tone: 'good'})).toBe('█████░░░│░');
		expect(bar(plain, {fill: 0.85, mark: 0.85, width: 10, tone: 'good'})).toBe('████████│░');
		expect(bar(plain, {fill: 1, mark: 0.5, width: 10, tone: 'good'})).toBe('█████│████');
	});

	test('has ends where there is room for them', () => {
		expect(bar(plain, {fill: 0.5, width: 24, tone: 'good'})).toBe('▕███████████░░░░░░░░░░░▏');
		expect(bar(plain, {fill: 0.5, width: 8, tone: 'good', ends: true})).toBe('▕███░░░▏');
	});

	test('draws nothing where nothing is known', () => {
		expect(bar(plain, {fill: null, mark: 0.9, width: 10, tone: 'good'}).trim()).toBe('');
	});

	test('in ASCII', () => {
		expect(bar(ascii, {fill: 0.5, mark: 0.9, width: 16, tone: 'good'})).toBe('########......|.');
		expect(bar(ascii, {fill: 0.5, width: 8, tone: 'good', ends: true})).toBe('[###...]');
	});

	test.each([3, 7, 22, 23, 24, 40])('is %i cells wide, whatever it shows', width => {
		for (const fill of [null, 0, 0.003, 0.49, 0.951, 1, 7]) {
			for (const mark of [null, 0, 0.95, 1, 2])
				expect(stringWidth(bar(plain, {fill, mark, width, tone: 'bad'}))).toBe(width);
		}
	});
});

describe('contexts', () => {
	test('the mark stands at the threshold, not at the end of the window', () => {
		// 190k of 200k is the last but one of forty cells: 0.95 × 40 = 38, counted from 0.
		expect(contextBar(plain, context(100_000), 42)).toBe(`▕${'█'.repeat(20)}${'░'.repeat(18)}│░▏`);
		expect(contextBar(plain, context(100_000, {thresholdTokens: 160_000}), 20)).toBe('██████████░░░░░░│░░░');
	});

	test('the mark is dotted where the threshold is only expected', () => {
		const expected = {thresholdTokens: 160_000, thresholdBasis: 'expected'} as const;
		expect(contextBar(plain, context(100_000, expected), 20)).toBe('██████████░░░░░░┊░░░');
		expect(contextBar(ascii, context(100_000, expected), 20)).toBe('##########......:...');
		expect(contextBar(plain, context(170_000, {...expected, thresholdBasis: 'seen'}), 20)).toBe('████████████████│░░░');
	});

	test('no mark where nothing compacts by itself', () => {
		expect(contextBar(plain, context(100_000, {thresholdTokens: null}), 20)).toBe('██████████░░░░░░░░░░');
	});

	test.each([
		// Shares of the threshold of 190k: 133k is 70 %, 171k is 90 %.
		[132_900, 'good'],
		[133_000, 'warn'],
		[170_900, 'warn'],
		[171_000, 'bad'],
		[230_000, 'bad'],
	])('%i tokens are %s by their distance to the threshold', (tokens, tone) => {
		expect(contextTone(context(tokens))).toBe(tone);
	});

	test('a lower threshold reddens earlier', () => {
		expect(contextTone(context(100_000, {thresholdTokens: 105_000}))).toBe('bad');
	});

	test('without a threshold the window is the limit; without either nothing is claimed', () => {
		expect(contextTone(context(185_000, {thresholdTokens: null}))).toBe('bad');
		expect(contextTone(context(null))).toBe('muted');
	});
});

describe('sparkline', () => {
	test('scales to the highest, or to the top that is given', () => {
		expect(sparkline(plain, [0, 50, 100], 10)).toBe('▁▅█');
		expect(sparkline(plain, [0, 50, 100], 10, 200)).toBe('▁▃▅');
	});

	test('shows the latest that fit', () => {
		expect(sparkline(plain, [100, 100, 0, 0], 2)).toBe('▁▁');
		expect(sparkline(plain, [1, 2], 0)).toBe('');
	});
});
