import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {BudgetFigure} from '../../../source/core/budget.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {budgetLabel, budgetLines, budgetWords} from '../../../source/ui/usage/budgets.ts';

const look = createLook({colour: 'none', ascii: false});
const figure = (fields: Partial<BudgetFigure>): BudgetFigure => ({
	id: 'x',
	kind: 'day',
	name: '2026-11-22',
	limitUsd: 30,
	spentUsd: 25.1,
	hasUnpriced: false,
	share: 0.8367,
	state: 'near',
	...fields,
});

test.each([
	['near', 0.8367, '84% ! $25.10 of $30.00'],
	['exceeded', 1.2, '120% !! $25.10 of $30.00'],
	['below', 0.5, '50% $25.10 of $30.00'],
] as const)('%s is said by a sign, not by a colour alone', (state, share, words) => {
	expect(budgetWords(figure({state, share}), look)).toBe(words);
});

test('spending without a price is named, and is not zero', () => {
	expect(budgetWords(figure({hasUnpriced: true}), look)).toBe('≥84% ! ≥$25.10 of $30.00');
	expect(budgetWords(figure({spentUsd: null, hasUnpriced: true, share: 0, state: 'below'}), look)).toBe(
		'– $? of $30.00',
	);
	expect(budgetLines([figure({hasUnpriced: true, state: 'below'})], 80, look, null)[0]).toContain(
		' ≥84%    ≥$25.10 of $30.00 ',
	);
});

test.each([
	['day', '2026-11-22', 'today'],
	['month', '2026-11', 'this month'],
	['project', '/home/ada/work/api', '~/work/api this month'],
	['session', 'web\u001b[2J', 'web'],
] as const)('that of a %s is called what people call it', (kind, name, label) => {
	expect(budgetLabel(figure({kind, name}), '/home/ada')).toBe(label);
});

describe('in lines', () => {
	const figures = [
		figure({}),
		figure({kind: 'project', name: `/home/ada/${'deep/'.repeat(20)}`, state: 'exceeded', share: 2}),
	];

	test('none is wider than the terminal', () => {
		for (let width = 40; width <= 120; width++) {
			for (const line of budgetLines(figures, width, look, '/home/ada'))
				expect(stringWidth(line)).toBeLessThanOrEqual(width);
		}
	});

	test('figures stand below one another', () => {
		const lines = budgetLines(figures, 100, look, null);
		expect(lines.map(line => line.indexOf('%'))).toEqual([lines[0]!.indexOf('%'), lines[0]!.indexOf('%')]);
		expect(lines[0]).toContain('$25.10 of $30.00');
	});

	test('a narrow pane keeps what each is of, and leaves the dollars out', () => {
		const [line] = budgetLines(figures, 50, look, null);
		expect(line).toContain('today');
		expect(line).not.toContain('$');
	});
});
