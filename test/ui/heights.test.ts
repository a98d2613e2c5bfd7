import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Heights, shareHeights} from '../../source/ui/heights.ts';

const sum = (heights: Heights) => Object.values(heights).reduce<number>((total, height) => total + height, 0);
const calm = {dialog: 0, footer: 1, hasProblems: false, expanded: false};

test('the parts never exceed the terminal, and fill it from three rows on', () => {
	const request = fc.record({
		rows: fc.integer({min: 1, max: 120}),
		sessions: fc.integer({min: 0, max: 200}),
		dialog: fc.integer({min: 0, max: 9}),
		footer: fc.integer({min: 1, max: 3}),
		hasProblems: fc.boolean(),
		expanded: fc.boolean(),
	});
	fc.assert(
		fc.property(request, given => {
			const heights = shareHeights(given);
			expect(Math.min(...Object.values(heights))).toBeGreaterThanOrEqual(0);
			if (given.rows >= 3) expect(sum(heights)).toBe(given.rows);
			else expect(sum(heights)).toBeLessThanOrEqual(given.rows);
		}),
	);
});

describe('what goes first', () => {
	test('24 rows hold everything', () => {
		expect(shareHeights({...calm, rows: 24, sessions: 4})).toEqual({
			header: 2,
			space: 1,
			titles: 1,
			list: 4,
			detail: 15,
			problems: 0,
			dialog: 0,
			footer: 1,
		});
	});

	test('10 rows keep a header line, the list and the keys', () => {
		expect(shareHeights({...calm, rows: 10, sessions: 30})).toMatchObject({header: 1, list: 7, detail: 0, footer: 1});
	});

	test('more sessions than rows leave room for the detail', () => {
		const {list, detail} = shareHeights({...calm, rows: 40, sessions: 100});
		expect(list + detail).toBe(35);
		expect(detail).toBe(14);
	});

	test('the detail is not shown when it could not say anything', () => {
		expect(shareHeights({...calm, rows: 12, sessions: 30}).detail === 0).toBe(false);
		expect(shareHeights({...calm, rows: 9, sessions: 30}).detail).toBe(0);
	});

	test('a question takes the place of the keys', () => {
		expect(shareHeights({...calm, rows: 24, sessions: 4, dialog: 2})).toMatchObject({dialog: 2, footer: 0});
	});

	test('a question that does not fit otherwise takes the rows of the header and the titles, too', () => {
		expect(shareHeights({...calm, rows: 24, sessions: 4, dialog: 19})).toMatchObject({header: 2, list: 1, dialog: 19});
		const long = {header: 0, space: 0, titles: 0, problems: 0, detail: 0, footer: 0};
		expect(shareHeights({...calm, rows: 24, sessions: 4, dialog: 20})).toMatchObject({...long, list: 4, dialog: 20});
		expect(shareHeights({...calm, rows: 24, sessions: 4, dialog: 90})).toMatchObject({...long, list: 1, dialog: 23});
	});

	test('an expanded detail leaves the rows around the selection', () => {
		expect(shareHeights({...calm, rows: 24, sessions: 9, expanded: true})).toMatchObject({list: 3, detail: 16});
	});
});
