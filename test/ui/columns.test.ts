import {describe, expect, test} from 'vitest';
import type {Session} from '../../source/core/session.ts';
import {type CellContext, columns} from '../../source/ui/columns.tsx';
import {widthOf} from '../../source/ui/text.ts';
import {createLook} from '../../source/ui/theme.ts';
import {fakeFleet, fakeSession, noon} from '../support/fake-fleet.ts';

const look = createLook({colour: 'none', ascii: false});
const context: CellContext = {
	...{look, now: noon, home: '/home/ada', selected: false, backgroundNormUsd: 0.04, doing: null, policyPercent: null},
	...{hasNow: true, hasHost: false, budget: 'below'},
};
/** Text and tone; the text alone where the cell draws itself. */
function cell(id: string, session: Session, change: Partial<CellContext> = {}, width?: number) {
	const column = columns.find(one => one.id === id)!;
	const drawn = column.cell(session, {...context, ...change}, width ?? column.width.good);
	return typeof drawn === 'string' ? drawn.trimEnd() : `${drawn.text} (${drawn.tone})`;
}
const there = (name: string) => ({host: {name, lostAt: null} as never});

test('each column has a name and a title of its own, and room that can be given', () => {
	expect(new Set(columns.map(({id}) => id)).size).toBe(columns.length);
	expect(columns.filter(({priority}) => priority === 0).map(({id}) => id)).toEqual([
		'name',
		'state',
		'context',
		'cost',
	]);
	for (const {id, width, title, planTitle = ''} of columns) {
		expect(width.min, id).toBeLessThanOrEqual(width.good);
		expect(width.good, id).toBeLessThanOrEqual(width.max);
		if (!['name', 'state'].includes(id))
			expect(Math.max(title.length, planTitle.length), id).toBeLessThanOrEqual(width.good);
	}
});

test('what a cell draws itself is exactly as wide as it may be, for every session', () => {
	const odd = fakeSession({name: '設計\u001b[2J'.repeat(9), state: 'waiting', waitingFor: '設'.repeat(40)});
	for (const session of [...fakeFleet(), odd]) {
		for (const {id, width, cell: draw} of columns) {
			for (const cells of new Set([width.min, width.good, width.max])) {
				const drawn = draw(session, {...context, policyPercent: 80, hasNow: false}, cells);
				if (typeof drawn === 'string') expect(widthOf(drawn), `${id} ${session.name}`).toBe(cells);
				else expect(drawn.text).not.toMatch(/[\u0000-\u001f]/);
			}
		}
	}
});

describe('the name', () => {
	test('stands out where it is selected, and is quiet where the session has ended', () => {
		expect(cell('name', fakeSession())).toBe('web (plain)');
		expect(cell('name', fakeSession(), {selected: true})).toBe('web (selected)');
		expect(cell('name', fakeSession({state: 'exited'}), {selected: true})).toBe('web (muted)');
		expect(cell('name', fakeSession({name: '\u001b[2J'}))).toBe('– (plain)');
	});

	test('has its machine before it where there is no column for that, as short as leaves the name its room', () => {
		expect(cell('name', fakeSession(there('box')), {}, 24)).toBe('box/web (plain)');
		expect(cell('name', fakeSession(there('build-machine')), {}, 12)).toBe('bui…/web (plain)');
		expect(cell('name', fakeSession(there('box')), {hasHost: true})).toBe('web (plain)');
	});

	test('has the policy’s sign behind it, with its figure where there is room', () => {
		expect(cell('name', fakeSession(), {policyPercent: 80}, 20)).toBe(`web${' '.repeat(12)} ⇣80%`);
		expect(cell('name', fakeSession(), {policyPercent: 80}, 12)).toBe(`web${' '.repeat(7)} ⇣`);
	});
});

describe('the state', () => {
	test('is what an action on the session is doing, but never covers up that it waits', () => {
		expect(cell('state', fakeSession({state: 'busy'}), {doing: '↻ compact'})).toBe('↻ compact (accent)');
		expect(cell('state', fakeSession({state: 'waiting'}), {doing: '↻ compact'})).toBe('◆ waiting');
	});

	test('of an unreachable machine is lost, whatever it was', () => {
		const lost = fakeSession({state: 'busy', host: {name: 'box', lostAt: noon - 120_000} as never});
		expect(cell('state', lost)).toBe('● lost 2m');
		expect(cell('now', lost)).toBe('last seen 2m ago (muted)');
	});
});

test('money: marked by its budget, its background above the norm, and unknown is no zero', () => {
	expect(cell('cost', fakeSession())).toBe('$0.94 (plain)');
	expect(cell('cost', fakeSession(), {budget: 'near'})).toMatch(/^!\$0\.94 /);
	expect(cell('cost', fakeSession(), {budget: 'exceeded'})).toMatch(/^!!\$0\.94 /);
	// The digits matter more than the second sign.
	expect(cell('cost', fakeSession({cost: {totalUsd: 123.45}}), {budget: 'exceeded'})).toMatch(/^!\$123(\.45)? /);
	const background = (backgroundUsd: number | null) => cell('background', fakeSession({cost: {backgroundUsd}}));
	expect(background(0.05)).toBe('!$0.05 (attention)');
	expect(background(0.04)).toBe('$0.04 (plain)');
	expect(background(0)).toMatch(/^\$0\.00 \(muted\)$/);
	expect(background(null)).toBe('– (muted)');
});

test('the cache: how long it lasts, cold, or nothing that is known', () => {
	const cache = (expiresAt: number) => ({cache: {expiresAt, ttl: '5m'} as const});
	expect(cell('cache', fakeSession(cache(noon + 252_000)))).toBe('4m (plain)');
	expect(cell('cache', fakeSession(cache(noon)))).toBe('cold (muted)');
	expect(cell('cache', fakeSession({...cache(noon + 252_000), state: 'exited'}))).toBe('– (muted)');
	expect(cell('cache', fakeSession())).toBe('– (muted)');
});

test('the rest: quiet where there is nothing to read', () => {
	expect(cell('rate', fakeSession({tokensPerMinute: 41_000}))).toBe('41k (plain)');
	expect(cell('rate', fakeSession())).toBe('0 (muted)');
	expect(cell('folder', fakeSession())).toBe('~/work/web (muted)');
	// Whose home that is there is not known here.
	expect(cell('folder', fakeSession(there('box')))).toBe('/home/ada/work/web (muted)');
	expect(cell('host', fakeSession())).toBe('local (muted)');
	expect(cell('host', fakeSession(there('box')))).toBe('box (muted)');
	expect(cell('model', fakeSession({modelName: null, model: 'new\u001b[2J-model'}))).toBe('new-model (muted)');
	expect(cell('model', fakeSession({modelName: null, model: null}))).toBe('– (muted)');
	expect(cell('last', fakeSession())).toBe('3m (muted)');
});
