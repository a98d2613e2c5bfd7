/** Columns of the small tables that more than one view shows. */

import type {BackgroundFigure} from '../accounting/figures.ts';
import {clean} from '../claude/clean.ts';
import {modelName} from '../claude/models/models.ts';
import {describeCause, unreportedCause} from '../claude/telemetry/purpose.ts';
import {formatTokens, formatUsd} from '../core/format.ts';
import {ageLabel} from './figures.ts';
import type {SmallColumn} from './table-layout.ts';

export const rightColumn = <Row>(title: string, text: (row: Row) => string): SmallColumn<Row> => ({
	title,
	align: 'right',
	text,
});

/** What its requests were for, and the model where nothing else distinguishes them. */
function causeLabel({cause, model}: BackgroundFigure): string {
	const label = clean(describeCause(cause).label);
	return model !== null && cause === unreportedCause ? `${label}, ${clean(modelName(model))}` : label;
}

/** Background by cause, with the setting that turns it off. */
export const causeColumns = (now: number): readonly SmallColumn<BackgroundFigure>[] => [
	{title: 'BACKGROUND', align: 'left', max: 36, text: causeLabel},
	rightColumn('COST', row => formatUsd(row.costUsd, {unpriced: true})),
	rightColumn('REQUESTS', row => (row.requests === null ? '–' : String(row.requests))),
	rightColumn('IDLE', row => String(row.idleRequests)),
	rightColumn('TOKENS', row => formatTokens(row.tokens)),
	rightColumn('ACTIVE', row => ageLabel(row.lastAt, now)),
	{title: 'TURN OFF WITH', align: 'left', max: 48, text: row => describeCause(row.cause).turnOff ?? '–'},
];
