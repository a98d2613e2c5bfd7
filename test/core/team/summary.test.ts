/** A team's figures in a few lines. */
import {expect, test} from 'vitest';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {pilotLines, teamNotes, teamSummary} from '../../../source/core/team/summary.ts';
import {ada, bob, report, to} from './reported.ts';

const group = report({
	byDay: [
		{...ada, usd: [1, 0, 4]},
		{...bob, usd: [null, 2, null]},
	],
});

test('people, dollars with their budgets, days and rates', () => {
	const [first, second, third] = teamSummary(group, {...defaultTeam.budgets, dayUsd: 8, monthUsd: 100});
	expect(first).toBe('2 people, received today from 1 · today $4.00 of $8.00 (50%) · 30 days $7.00 of $100.00 (7%)');
	// $7 on three days.
	expect(second).toMatch(/^\$2\.33 per active day \(documented: \$\d+, 90 % below \$\d+\) · 2026-11 projected \$/);
	expect(second).toContain('(documented for 2: ');
	expect(third).toContain('tokens/min now 1k, peak of 24 h 5M of 4M recommended (200 × 20k), limit 4M');
});

test('without budgets and rates nothing is made up for them', () => {
	const rates = {tokensNow: null, tokensPeak: null, requestsNow: null, requestsPeak: null};
	const [first, , third] = teamSummary(report({received: [{...ada, at: to}]}, {}, {rates}), defaultTeam.budgets);
	expect(first).toBe('1 person, received today from 1 · today $0.00 · 30 days $0.00');
	expect(third).toContain('tokens/min now –, peak of 24 h –');
	expect(third).toContain('requests/min now –, peak –');
});

test('what the figures leave out is said, and nothing where they leave out nothing', () => {
	expect(teamNotes(group)).toEqual([]);
	const raw = {byDay: [{user: 'eve@example.com', team: '', usd: [1, null, null]}]};
	const lacking = report({byDay: [{...ada, usd: [1, 1, 1]}]}, raw, {partial: true, warnings: ['slow query']});
	expect(teamNotes(lacking)).toEqual([
		expect.stringMatching(/^People without ccmon are from Claude Code alone: a lower bound/),
		'≥: more may have been spent than is known, of 1 of 2 people.',
		'The server did not answer everything: figures may be too small.',
		'slow query',
	]);
});

test('larger groups have a line each, unless too few people are known', () => {
	const [title, fifty, ...others] = pilotLines(group);
	expect(title).toContain('like these 2 people');
	// $7 of two people in three days are $35 a month for each; a peak of 5M tokens is 125M of fifty.
	expect(fifty).toMatch(
		/^ {4}50 people: \$1,750 \(\$.+–\$.+\), tokens\/min .+ recommended, 125M at this group's peak$/,
	);
	expect(others).toHaveLength(2);
	expect(pilotLines(report({byDay: [{...ada, usd: [1, 1, 1]}]}))).toEqual([]);
});
