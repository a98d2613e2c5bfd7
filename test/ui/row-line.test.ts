import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {layoutColumns} from '../../source/ui/column-layout.ts';
import {type RowContext, rowLine, titleLine} from '../../source/ui/row-line.ts';
import {createLook} from '../../source/ui/theme.ts';
import {fakeFleet, fakeSession, noon} from '../support/fake-fleet.ts';

const look = createLook({colour: 'none', ascii: false});
const context: RowContext = {
	look,
	now: noon,
	home: '/home/ada',
	selected: false,
	marked: false,
	backgroundNormUsd: 0.04,
	doing: null,
	policyPercent: null,
	budget: 'below',
};
const title = {sort: 'state', note: '', onPlan: false} as const;

test('what a session waits for or failed at: in a column of its own, else in place of the state, else its state alone', () => {
	const call = {id: 't', tool: 'Bash', summary: 'rm -rf build', detail: [], at: noon};
	const waiting = fakeSession({state: 'waiting', waiting: {kind: 'permission', call, since: noon}});
	const lastError = {status: 529, reason: null, message: 'API Error: 529', at: noon};
	const failed = fakeSession({state: 'error', lastError});
	const row = (session: typeof waiting, width: number) => rowLine(session, layoutColumns(width), context);
	expect(row(waiting, 140)).toMatch(/◆ permission +Bash: rm -rf build /);
	expect(row(waiting, 80)).toContain('◆ Bash: rm …');
	expect(row(waiting, 40)).toContain('◆ wait');
	expect(row(failed, 140)).toMatch(/✗ error +overloaded \(529\)/);
	expect(row(failed, 80)).toContain('✗ overloade…');
	expect(row(failed, 40)).toContain('✗ err');
});

test('every line is exactly as wide as the terminal, whatever is in it', () => {
	const odd = fakeSession({
		name: '数据管道 🚀 \u001b[2J\n'.repeat(9),
		cwd: `/${'long/'.repeat(60)}`,
		model: null,
		cost: {totalUsd: null},
		context: {tokens: null, windowTokens: null},
		lastActivityAt: null,
	});
	for (let width = 20; width <= 220; width++) {
		const layout = layoutColumns(width);
		expect(stringWidth(titleLine(layout, look, title))).toBe(layout.width);
		for (const session of [...fakeFleet(), odd]) {
			const line = rowLine(session, layout, {...context, selected: true, marked: true});
			expect(stringWidth(line)).toBe(layout.width);
			expect(line).not.toMatch(/[\u001b\n]/);
		}
	}
});

describe('the row', () => {
	const layout = layoutColumns(120);
	const row = (fields: Partial<RowContext>) => rowLine(fakeSession({name: 'web'}), layout, {...context, ...fields});

	test('says by signs that it is selected and marked', () => {
		expect(row({selected: true, marked: true})).toMatch(/^▸✓/);
		expect(row({})).toMatch(/^ {2}/);
	});

	test('marks the session’s own budget at its dollars', () => {
		expect(row({budget: 'near'})).toContain('!$0.94');
		expect(row({budget: 'exceeded'})).toContain('!!$0.94');
	});
});

describe('the titles', () => {
	const layout = layoutColumns(120);

	test('the filter stands beside the first', () => {
		expect(titleLine(layout, look, {...title, note: ' /web'})).toMatch(/ \/web/);
	});

	test('on a plan, dollars are what the API would have charged', () => {
		const [bill, plan] = [titleLine(layout, look, title), titleLine(layout, look, {...title, onPlan: true})];
		expect(bill).toContain('COST');
		expect(plan).not.toBe(bill);
		expect(plan).toContain('API');
	});
});

describe('a session of another machine', () => {
	const host = {name: 'raspberry-pi', lostAt: null, prices: null};
	const api = fakeSession({name: 'api', host});
	const row = (session: typeof api, width: number, given = context) =>
		rowLine(session, layoutColumns(width, {hosts: true}), given);

	test('has its machine in a column, or before its name where there is none', () => {
		expect(row(api, 120)).toMatch(/^ {3}api +raspberr… +○ idle/);
		expect(row(fakeSession({name: 'web'}), 120)).toMatch(/^ {3}web +local +○ idle/);
		expect(row(api, 60)).toMatch(/^ {2}ras…\/api +○ idle/);
		expect(row(api, 40)).toMatch(/^ {2}ras…\/api +○ idle/);
		expect(rowLine(api, layoutColumns(40), context)).not.toContain('local');
	});

	test('that is lost is grey, and says since when', () => {
		const lost = fakeSession({name: 'api', state: 'unknown', host: {...host, lostAt: noon - 130_000}});
		expect(row(lost, 130)).toMatch(/· lost 2m +last seen 2m ago/);
		expect(row(lost, 60)).toMatch(/· lost 2m/);
		expect(row(lost, 40)).toMatch(/· lost /);
		const colours = row(lost, 130, {...context, look: createLook({colour: 'full', ascii: false})});
		expect(new Set(colours.match(/\u001b\[[\d;]*m/g))).toEqual(new Set(['\u001b[2m', '\u001b[22m']));
	});
});
