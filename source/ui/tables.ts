/** Columns of the small tables that more than one view shows. */
import {clean} from '../core/clean.ts';
import {formatTokens, formatUsd} from '../core/format.ts';
import {describeCause} from '../core/purpose.ts';
import type {BackgroundFigure} from '../core/session.ts';
import {ageLabel} from './figures.ts';
import type {SmallColumn} from './small-table.tsx';

export const rightColumn = <Row>(title: string, text: (row: Row) => string): SmallColumn<Row> => ({
	title,
	align: 'right',
	text,
});

/** `3m ago`, `now`. */
export function agoLabel(at: number | null, now: number): string {
	const age = ageLabel(at, now);
	return at === null || age === 'now' ? age : `${age} ago`;
}

/** Background by cause, with what a person sets to have no more of it. */
export const causeColumns = (now: number): readonly SmallColumn<BackgroundFigure>[] => [
	{
		title: 'BACKGROUND',
		align: 'left',
		max: 34,
		text: row => clean(describeCause(row.cause).label) + (row.model === null ? '' : ` (${clean(row.model)})`),
	},
	rightColumn('COST', row => formatUsd(row.costUsd)),
	rightColumn('REQUESTS', row => (row.requests === null ? '–' : String(row.requests))),
	rightColumn('WHILE IDLE', row => String(row.idleRequests)),
	rightColumn('TOKENS', row => formatTokens(row.tokens)),
	rightColumn('LAST', row => agoLabel(row.lastAt, now)),
	{title: 'TURN OFF WITH', align: 'left', max: 48, text: row => describeCause(row.cause).turnOff ?? '–'},
];
