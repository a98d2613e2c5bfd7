/** The tables of a session's detail. Each knows how many lines it needs, so that the detail knows what fits. */
import type {ReactElement} from 'react';
import type {ModelFigure, SubagentFigure} from '../../accounting/figures.ts';
import {clean} from '../../claude/clean.ts';
import {allTokens, cacheCreationTokens} from '../../claude/usage.ts';
import {formatTokens, formatUsd} from '../../core/format.ts';
import type {CompactionFigure, Session} from '../../core/session.ts';
import {ageLabel} from '../figures.ts';
import {SmallTable} from '../small-table.tsx';
import {type SmallColumn, tableHeight} from '../table-layout.ts';
import {causeColumns, rightColumn} from '../tables.ts';
import type {LineContext} from './labelled.ts';

export interface DetailTable {
	id: string;
	height: number;
	/** Its lines from `from` to before `to`; line 0 is the titles. */
	draw(width: number, from: number, to: number): ReactElement;
}

const modelColumns: readonly SmallColumn<ModelFigure>[] = [
	{title: 'MODEL', align: 'left', max: 22, text: row => clean(row.name)},
	rightColumn('COST', row => (row.costUsd === null ? '$?' : formatUsd(row.costUsd))),
	rightColumn('REQUESTS', row => String(row.requests)),
	rightColumn('INPUT', row => formatTokens(row.usage.inputTokens)),
	rightColumn('CACHE READ', row => formatTokens(row.usage.cacheReadInputTokens)),
	rightColumn('CACHE WRITE', row => formatTokens(cacheCreationTokens(row.usage))),
	rightColumn('OUTPUT', row => formatTokens(row.usage.outputTokens)),
];

const subagentColumns = (now: number): readonly SmallColumn<SubagentFigure>[] => [
	{title: 'SUBAGENT', align: 'left', max: 34, text: row => clean(row.description ?? row.agentType ?? row.agentId)},
	rightColumn('COST', row => (row.costUsd === null && row.requests > 0 ? '$?' : formatUsd(row.costUsd))),
	rightColumn('REQUESTS', row => String(row.requests)),
	rightColumn('TOKENS', row => formatTokens(allTokens(row.usage))),
	{title: 'STATE', align: 'left', text: row => (row.finished === null ? '–' : row.finished ? 'finished' : 'running')},
	rightColumn('ACTIVE', row => ageLabel(row.lastAt, now)),
	{title: 'TYPE', align: 'left', max: 20, text: row => clean(row.agentType ?? '–')},
];

function payOff({paysOffAfterMessages, messagesSince}: CompactionFigure): string {
	if (paysOffAfterMessages === null) return '–';
	if (messagesSince >= paysOffAfterMessages) return 'paid off';
	return `after ${paysOffAfterMessages - messagesSince} more`;
}

const compactionColumns = (now: number, arrow: string): readonly SmallColumn<CompactionFigure>[] => [
	{title: 'COMPACTION', align: 'left', text: row => ageLabel(row.at, now)},
	{title: 'BY', align: 'left', text: row => (row.trigger === 'auto' ? 'automatic' : 'manual')},
	{
		title: 'CONTEXT',
		align: 'right',
		text: row => `${formatTokens(row.preTokens)} ${arrow} ${formatTokens(row.postTokens)}`,
	},
	rightColumn('COST', row => formatUsd(row.costUsd)),
	{title: 'PAYS OFF', align: 'left', text: payOff},
];

function table<Row>(id: string, rows: readonly Row[], columns: readonly SmallColumn<Row>[], context: LineContext) {
	const {look} = context.options;
	const draw = (width: number, from: number, to: number) => (
		<SmallTable rows={rows} columns={columns} width={width} look={look} from={from} to={to} />
	);
	return {id, height: tableHeight(rows.length), draw};
}

/** Newest compactions and subagents first: people look for the latest. */
export function detailTables(session: Session, context: LineContext): DetailTable[] {
	const {now} = context;
	const {arrow} = context.options.look.glyphs;
	const tables: DetailTable[] = [];
	if (session.compactions.length > 0) {
		tables.push(table('compactions', session.compactions.toReversed(), compactionColumns(now, arrow), context));
	}
	if (session.costByModel.length > 0) tables.push(table('models', session.costByModel, modelColumns, context));
	if (session.subagents.length > 0) {
		tables.push(table('subagents', session.subagents.toReversed(), subagentColumns(now), context));
	}
	if (session.background.length > 0) {
		tables.push(table('background', session.background, causeColumns(now), context));
	}
	return tables;
}
