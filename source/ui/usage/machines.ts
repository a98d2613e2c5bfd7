/** What each machine contributes to the sums, if there are others. */
import {isLowerBound} from '../../accounting/figures.ts';
import type {FleetTotals} from '../../core/fleet.ts';
import {formatTokens} from '../../core/format.ts';
import type {MonitorState} from '../../store.ts';
import {dollarsLabel} from '../figures.ts';
import type {SmallColumn} from '../table-layout.ts';
import {rightColumn} from '../tables.ts';
import type {Glyphs} from '../theme.ts';

export interface MachineRow {
	name: string;
	state: string;
	/** Null: not known. */
	totals: FleetTotals | null;
	/** The time zone of its days, if it differs. */
	days: string;
}

/** This machine, then the others; none where there are no others. What is counted elsewhere has no figures of its own. */
export function machineRows(state: Pick<MonitorState, 'hosts' | 'ownTotals' | 'showsOwn'>): MachineRow[] {
	const {hosts, ownTotals, showsOwn} = state;
	if (hosts.length === 0) return [];
	const others = hosts.map(({name, state, totals, sharesDays, timezone, sameAs}) => ({
		name,
		state: sameAs ? `as ${sameAs.name}` : state,
		totals: sameAs ? null : totals,
		days: sharesDays ? '' : (timezone ?? ''),
	}));
	return [...(showsOwn ? [{name: 'this machine', state: '', totals: ownTotals, days: ''}] : []), ...others];
}

const today = (totals: FleetTotals | null, glyphs: Glyphs) =>
	dollarsLabel(glyphs, totals?.todayUsd ?? null, {
		isLowerBound: totals !== null && isLowerBound(totals),
		unpriced: totals !== null,
	});
const hidden = (totals: FleetTotals | null, glyphs: Glyphs) =>
	dollarsLabel(glyphs, totals?.todayBackgroundUsd ?? null, {isLowerBound: totals?.partial ?? false});

export const machineColumns = (width: number, glyphs: Glyphs): readonly SmallColumn<MachineRow>[] => [
	{title: 'MACHINE', align: 'left', max: width >= 70 ? 32 : 12, text: ({name}) => name},
	rightColumn('TODAY', ({totals}) => today(totals, glyphs)),
	rightColumn('HIDDEN', ({totals}) => hidden(totals, glyphs)),
	rightColumn('TOK/MIN', ({totals, state}) =>
		totals === null || state === 'unreachable' ? '–' : formatTokens(totals.tokensPerMinute),
	),
	{title: 'STATE', align: 'left', max: 20, text: ({state}) => state},
	{title: 'DAYS OF', align: 'left', max: 24, text: ({days}) => days},
];
