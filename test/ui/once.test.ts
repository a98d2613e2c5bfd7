import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {renderOnce} from '../../source/ui/once.ts';
import {createLook} from '../../source/ui/theme.ts';
import {fakeFleet, fakeSession, fakeState, fakeTotals} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';

const state = fakeState(fakeFleet(), fakeTotals);

test('header and table as plain lines', () => {
	const lines = renderOnce(state, {...testOptions, columns: 80}).split('\n');
	expect(lines[0]).toContain('5 sessions');
	expect(lines[3]).toMatch(/^ {3}SESSION +STATE +CONTEXT +CACHE +API \$ +HIDDEN \$ +ACTIVE$/);
	expect(lines[4]).toMatch(/^ {3}docs +◆ permission +█.* 14% +cold +\$0\.31 +\$0\.02 +12m$/);
	expect(lines.at(-1)).toBe('');
});

test('budgets stand in the header and mark their rows', () => {
	const [session] = fakeFleet();
	const spent = {limitUsd: 2, spentUsd: 2.1, hasUnpriced: false, share: 1.05, state: 'exceeded' as const};
	const budgets = [
		{...spent, id: `session ${session!.sessionId}`, kind: 'session' as const, name: session!.name},
		{...spent, id: 'day 2026-11-22', kind: 'day' as const, name: '2026-11-22', state: 'near' as const},
	];
	const text = renderOnce({...state, budgets, limits: null}, {...testOptions, columns: 120});
	expect(text).toMatch(/day ▕█+│█*▏ !105% of \$2 /);
	expect(text).toMatch(/api-refactor .*!!\$2\.10/);
});

test.each([40, 80, 120, 200])('fits a pipe of %i columns, without escape sequences or spaces at the ends', columns => {
	const text = renderOnce(state, {...testOptions, columns});
	expect(text).not.toContain('\u001B');
	for (const line of text.split('\n')) {
		expect(stringWidth(line)).toBeLessThanOrEqual(columns);
		expect(line).toBe(line.trimEnd());
	}
});

test('in ASCII there is nothing else', () => {
	const options = {...testOptions, look: createLook({colour: 'none', ascii: true})};
	const partial = fakeSession({name: 'x', cost: {partial: true, backgroundUsd: null}, context: {tokens: null}});
	expect(renderOnce(fakeState([...fakeFleet(), partial], fakeTotals), {...options, columns: 120})).toMatch(
		/^[\n -~]+$/,
	);
});

describe('what else it says', () => {
	test('nothing is running', () => {
		expect(renderOnce(fakeState([]), {...testOptions, columns: 80})).toContain(
			'No Claude Code session is running on this machine.',
		);
	});

	test('finished sessions only when asked for', () => {
		const over = fakeState([fakeSession({name: 'over', state: 'exited'})]);
		expect(renderOnce(over, {...testOptions, columns: 80})).not.toContain('over');
		expect(renderOnce(over, {...testOptions, columns: 80, showFinished: true})).toMatch(/over +– ended/);
	});
});
