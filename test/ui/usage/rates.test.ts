import {expect, test} from 'vitest';
import {recommendedRate} from '../../../source/core/reference.ts';
import {layoutTable} from '../../../source/ui/table-layout.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {rateColumns, rateRows, recommendationText, recommendationWords} from '../../../source/ui/usage/rates.ts';
import {fakeSession, fakeTotals} from '../../support/fake-fleet.ts';

const look = createLook({colour: 'none', ascii: false});
const totals = fakeTotals.totals!;
const session = (name: string, tokensPerMinute: number, peak: number, requests = 1) =>
	fakeSession({name, tokensPerMinute, peak: {tokensPerMinute: peak, requestsPerMinute: requests}});

test('all sessions together, then those that asked for anything, the busiest now first, then by their peak', () => {
	const rows = rateRows(
		[session('a', 10, 50), session('never', 0, 0, 0), session('b', 20, 30), session('c', 10, 90)],
		totals,
	);
	expect(rows.map(({name}) => name)).toEqual(['all sessions', 'b', 'c', 'a']);
	const many = Array.from({length: 30}, (_, index) => session(`s${index}`, index, index));
	expect(rateRows(many, totals)).toHaveLength(11);
});

test('in a table: now and peak, of tokens and of requests', () => {
	const rows = rateRows([session('we\u001b[2Jb', 41_000, 90_000, 4)], totals);
	const {titles, cells} = layoutTable(rows, {columns: rateColumns(100), width: 100, look});
	expect(titles.map(title => title.trim())).toEqual(['SESSION', 'TOK/MIN', 'PEAK', 'REQ/MIN', 'PEAK']);
	expect(cells.map(row => row.map(cell => cell.trim()))).toEqual([
		['all sessions', '78k', '120k', '3', '6'],
		['web', '41k', '90k', '0', '4'],
	]);
});

test('the recommendation in words: with requests in the edition that has them', () => {
	expect(recommendationWords(recommendedRate(4, '2026-08'))).toBe('200k–300k tokens and 5–7 requests');
	expect(recommendationWords(recommendedRate(4, '2025'))).toBe('200k–300k tokens');
});

test.each([
	// Both the same: said once.
	[4, '2026-08', 250_000, 6, "a team of 1–5: 200k–300k tokens and 5–7 requests a minute. Today's peak is within that."],
	[4, '2026-08', 300_001, 6, "Today's peak of tokens is above that, of requests within."],
	[4, '2026-08', 300_000, 8, "Today's peak of tokens is within that, of requests above."],
	[4, '2025', 199_999, 99, "Today's peak is below that. Cache reads do not count."],
	[700, '2026-08', 0, 0, 'in a team of 500 and more: 10k–15k tokens'],
] as const)(
	'a team of %i in the edition %s: a peak of %i tokens, %i requests',
	(users, set, tokensPerMinute, requestsPerMinute, words) => {
		const peak = {tokensPerMinute, requestsPerMinute};
		expect(recommendationText(recommendedRate(users, set), {...totals, peak})).toContain(words);
	},
);
