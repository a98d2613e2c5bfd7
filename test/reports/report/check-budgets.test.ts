/** What was spent of budgets, by days and months of a time zone, worked out by hand. */
import {expect, test} from 'vitest';
import type {Piece} from '../../../source/accounting/spending.ts';
import {noUsage} from '../../../source/claude/usage.ts';
import type {Budgets} from '../../../source/core/config/config.ts';
import type {ConversationSpending} from '../../../source/index/spending-rows.ts';
import {checkBudgets, spendingNow, unpricedModels} from '../../../source/reports/report/check-budgets.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';
import {spent} from '../../support/spent.ts';

const zone = namedZone('Europe/Berlin')!;
/** Noon of November 20 in Berlin. */
const now = Date.parse('2026-11-20T11:00:00Z');
const model = 'claude-opus-5-5';

function piece(time: string, costUsd: number | null, of = model): Piece {
	const at = Date.parse(time);
	return {
		...{quarter: Math.floor(at / 900_000), purpose: 'main', cause: null, isIdle: false, isSurplus: false},
		...{usage: noUsage, requests: 1, costUsd, lastAt: at},
		...{model: of, speed: 'standard', usInference: false, largePrompt: false},
	};
}

const conversation = (sessionId: string, cwd: string | null, pieces: Piece[]): ConversationSpending => ({
	...{row: 1, sessionId, configDir: '/c', cwd, title: null, basis: 'estimated', partial: false, pieces},
});

const none: Budgets = {dayUsd: null, monthUsd: null, sessionUsd: null, projects: {}, sessions: {}};

test('a day begins at midnight of the zone, and a session of today counts whole', () => {
	const spending = spendingNow(
		[
			conversation('night', '/work/api', [
				// 23:45 of the 19th in Berlin, and midnight.
				piece('2026-11-19T22:45:00Z', 1),
				piece('2026-11-19T23:00:00Z', 2),
			]),
			conversation('earlier', '/work/web', [piece('2026-11-01T00:00:00Z', 4), piece('2026-10-31T22:45:00Z', 8)]),
			conversation('nowhere', null, [piece('2026-11-20T10:00:00Z', 16)]),
		],
		zone,
		now,
	);
	expect(spending).toMatchObject({day: '2026-11-20', month: '2026-11', ofDay: spent(18), ofMonth: spent(23)});
	expect([...spending.projects]).toEqual([
		['/work/api', spent(3)],
		['/work/web', spent(4)],
	]);
	expect(spending.sessions).toEqual([
		{sessionId: 'night', name: 'api', spent: spent(3)},
		{sessionId: 'nowhere', name: 'nowhere', spent: spent(16)},
	]);
});

test('only what is exceeded is said, a line each', () => {
	const spending = [conversation('one', '/work/api/src', [piece('2026-11-20T08:00:00Z', 10)])];
	const budgets = {...none, dayUsd: 8, monthUsd: 100, sessionUsd: 5, projects: {'/work/api': 4, '/work/web': 1}};
	const lines = checkBudgets(spending, budgets, zone, now);
	expect(lines).toEqual([
		'Over budget: project /work/api, $10.00 of $4.00 (250%)',
		'Over budget: session src, $10.00 of $5.00 (200%)',
		'Over budget: day 2026-11-20, $10.00 of $8.00 (125%)',
	]);
	expect(checkBudgets(spending, none, zone, now)).toEqual([]);
});

test('a model without a price counts where a budget would have had to count it', () => {
	const spending = [
		conversation('today', '/work/api', [piece('2026-11-20T08:00:00Z', null, 'mystery')]),
		conversation('this month', '/work/web', [piece('2026-11-03T08:00:00Z', null, 'riddle')]),
		conversation('last month', '/work/web', [piece('2026-10-03T08:00:00Z', null, 'enigma')]),
	];
	const models = (budgets: Partial<Budgets>) => unpricedModels(spending, {...none, ...budgets}, zone, now);
	expect(models({})).toEqual([]);
	expect(models({dayUsd: 1})).toEqual(['mystery']);
	expect(models({monthUsd: 1})).toEqual(['mystery', 'riddle']);
	expect(models({projects: {'/work/web': 1}})).toEqual(['riddle']);
	expect(models({sessionUsd: 1})).toEqual(['mystery']);
	expect(models({sessions: {'this month': 1}})).toEqual([]);
});

test('a session has the name that the screen gives it: its title, else its folder', () => {
	const spent = [piece('2026-11-20T08:00:00Z', 10)];
	const titled = {...conversation('one', '/work/api', spent), title: 'rename'};
	const spending = [titled, conversation('two', '/work/web', spent), conversation('C', 'C:\\work\\win', spent)];
	const budgets = {...none, sessionUsd: 5, sessions: {rename: 20, web: 20, win: 20}};
	expect(checkBudgets(spending, budgets, zone, now)).toEqual([]);
	const unpriced = conversation('two', '/work/web', [piece('2026-11-20T08:00:00Z', null, 'glm-4.7')]);
	expect(unpricedModels([unpriced], {...none, sessions: {web: 20}}, zone, now)).toEqual(['glm-4.7']);
});
