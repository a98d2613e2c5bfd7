import {describe, expect, test} from 'vitest';
import type {HistoryView} from '../../../source/core/history/layout.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {openedLine, summaryLines} from '../../../source/ui/history/summary.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const view = (fields: Partial<HistoryView> = {}): HistoryView =>
	({
		...{span: 'month', activeDays: 12, averageDayUsd: 9.5, p90DayUsd: 31, reference: referenceFigures['2026-08']},
		total: {usd: 114, backgroundUsd: 2.5, requests: 3400, partial: false},
		month: {soFarUsd: 80, projectedUsd: 120, range: [150, 250], verdict: 'below'},
		...fields,
	}) as HistoryView;
const lines = (fields: Partial<HistoryView> = {}, width = 120, onPlan = false) =>
	summaryLines(view(fields), width, look, onPlan);

test('what the span cost, an average day beside the documented one, and where the month is heading', () => {
	expect(lines()).toEqual([
		'$114.00 in 30 days · $2.50 background · 12 active days',
		'average day $9.50 (documented $13) · 90 % of days below $31.00 (documented $30)',
		'this month so far $80.00 → by its end $120.00 below the documented $150–250',
	]);
});

describe('it says', () => {
	test('today for today, one day for one, and a lower bound for one', () => {
		const total = {usd: 1, backgroundUsd: null, requests: 1, partial: true};
		expect(lines({span: 'today', activeDays: 1, total})[0]).toBe('≥$1.00 today · – background · 1 active day');
	});

	test('on a plan that dollars are no bill', () => {
		expect(lines({}, 120, true)[0]).toContain('$114.00 in 30 days · API-equivalent ·');
	});

	test('that nothing was spent, and nothing of a month’s end that cannot be known', () => {
		expect(lines({averageDayUsd: null, p90DayUsd: null})[1]).toBe('Nothing was spent in this time.');
		const total = {usd: null, backgroundUsd: null, requests: 3, partial: true};
		const [dollars, days] = lines({averageDayUsd: null, p90DayUsd: null, total});
		expect([dollars?.slice(0, 2), days]).toEqual(['$?', 'No price is known for what was used.']);
		const month = {...view().month, projectedUsd: null, verdict: null};
		expect(lines({month})[2]).toBe('this month so far $80.00');
	});

	test('above and within the documented figures', () => {
		const of = (verdict: 'above' | 'within') => lines({month: {...view().month, verdict}})[2];
		expect(of('above')).toMatch(/ above the documented \$150–250$/);
		expect(of('within')).toMatch(/ within the documented /);
	});
});

test('of a row that was opened: cost, background, requests', () => {
	expect(openedLine(view(), 120, look)).toBe('$114.00 · $2.50 background · 3.4k requests');
	const total = {usd: 1, backgroundUsd: 0, requests: 1, partial: true};
	expect(openedLine(view({total}), 120, look)).toMatch(/^≥\$1\.00 · \$0\.00 background · 1 request$/);
});

test.each([20, 40, 60])('at %i columns the sums stay longest, and no line is wider', width => {
	const all = [...lines({}, width), openedLine(view(), width, look)];
	for (const line of all) expect(widthOf(line)).toBeLessThanOrEqual(width);
	expect(all[0]).toContain('$114.00');
	expect(all[2]).toContain('this month');
});
