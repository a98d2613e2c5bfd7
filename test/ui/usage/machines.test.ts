import {expect, test} from 'vitest';
import type {FleetTotals} from '../../../source/core/fleet.ts';
import type {HostFigure} from '../../../source/core/hosts/host.ts';
import {layoutTable} from '../../../source/ui/table-layout.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {machineColumns, machineRows} from '../../../source/ui/usage/machines.ts';
import {fakeTotals} from '../../support/fake-fleet.ts';

const own = fakeTotals.totals!;
const host = (name: string, fields: Partial<HostFigure> = {}): HostFigure => ({
	...{name, state: 'connected', lastSeenAt: 1, error: null, version: '1', delayMs: 1, clockAheadMs: 0},
	...{timezone: 'Europe/Zurich', sharesDays: true, totals: own, sameAs: null},
	...fields,
});
const table = (hosts: HostFigure[], ownTotals: FleetTotals = own, showsOwn = true) => {
	const rows = machineRows({hosts, ownTotals, showsOwn});
	const look = createLook({colour: 'none', ascii: false});
	const {titles, cells} = layoutTable(rows, {columns: machineColumns(100, look.glyphs), width: 100, look});
	expect(titles.map(title => title.trim())).toEqual(['MACHINE', 'TODAY', 'HIDDEN', 'TOK/MIN', 'STATE', 'DAYS OF']);
	return cells.map(row => row.map(cell => cell.trim()));
};

test('without other machines there is nothing to compare', () => {
	expect(machineRows({hosts: [], ownTotals: own, showsOwn: true})).toEqual([]);
});

test('this machine, if it is shown, then the others', () => {
	const box = ['box', '$3.42', '$0.11', '78k', 'connected', ''];
	expect(table([host('box')])).toEqual([['this machine', '$3.42', '$0.11', '78k', '', ''], box]);
	expect(table([host('box')], own, false)).toEqual([box]);
});

test('of one that is out of reach what it spent stays; how fast it is now nobody knows', () => {
	expect(table([host('box', {state: 'unreachable'})])[1]).toEqual(['box', '$3.42', '$0.11', '–', 'unreachable', '']);
	expect(table([host('box', {state: 'connecting', totals: null})])[1]).toEqual([
		'box',
		'–',
		'–',
		'–',
		'connecting',
		'',
	]);
});

test('one that is counted elsewhere has no figures of its own: the column adds up to the sum', () => {
	const sameAs = {name: 'box', isMachine: true, isWhole: true};
	expect(table([host('box'), host('lan', {sameAs})])[2]).toEqual(['lan', '–', '–', '–', 'as box', '']);
});

test('another day than here is named by its time zone, if that is known', () => {
	expect(table([host('box', {sharesDays: false})])[1]!.at(-1)).toBe('Europe/Zurich');
	expect(table([host('box', {sharesDays: false, timezone: null})])[1]!.at(-1)).toBe('');
});

test('a lower bound, no price, and what is not known are told apart', () => {
	const unpriced = {...own, todayUsd: null, todayBackgroundUsd: null, partial: true};
	expect(table([host('box', {totals: {...own, partial: true}})])[1]!.slice(1, 3)).toEqual(['≥$3.42', '≥$0.11']);
	expect(table([host('box', {totals: unpriced})])[1]!.slice(1, 3)).toEqual(['$?', '–']);
	const some = {...own, unpricedModels: ['local']};
	expect(table([host('box', {totals: some})])[1]!.slice(1, 3)).toEqual(['≥$3.42', '$0.11']);
});
