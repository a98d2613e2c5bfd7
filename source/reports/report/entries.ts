/** Assigns spending to the rows of a report. */

import {getOrMake} from '../../accounting/get-or-make.ts';
import type {Piece} from '../../accounting/spending.ts';
import {providerOf} from '../../claude/models/model-id.ts';
import {modelName} from '../../claude/models/models.ts';
import {describeCause} from '../../claude/telemetry/purpose.ts';
import {noUsage} from '../../claude/usage.ts';
import {conversationName, lastFolder} from '../../core/names.ts';
import type {Grouping, ReportEntry} from '../../core/report.ts';
import type {SpendingSum, SummedPiece} from '../../index/spending-sums.ts';
import type {Period} from './period.ts';
import {dayName, localDay, monthName, spansSinceClaudeCode, weekName, type Zone, type ZoneSpan} from './zones.ts';

/** The key for an unknown model or project. */
const unknown = 'unknown';

type PieceGrouping = Exclude<Grouping, 'tool'>;
type SortedPiece = Pick<Piece, 'quarter' | 'model' | 'purpose' | 'cause'>;
/** Of a conversation, or of several if the rows do not distinguish them. */
type Spending = Omit<SpendingSum, 'pieces'> & {pieces: readonly SummedPiece[]};
type KeyOf = (piece: SortedPiece, spending: Described) => {key: string; name: string | null};
type Described = Pick<Spending, 'sessionId' | 'title' | 'cwd'>;

/** Only what is in these rows. */
export type Where = readonly {by: PieceGrouping; key: string}[];
export type Includes = (piece: SortedPiece, spending: Described) => boolean;

export function includesOf(where: Where, zone: Zone): Includes {
	const spans = spansSinceClaudeCode(zone);
	const tests = where.map(({by, key}) => ({keyOf: keys(by, spans), key}));
	return (piece, spending) => tests.every(({keyOf, key}) => keyOf(piece, spending).key === key);
}

const everything: Includes = () => true;

export function* entriesOf(
	spending: readonly Spending[],
	by: PieceGrouping,
	zone: Zone,
	period: Period,
	includes: Includes = everything,
): Generator<ReportEntry> {
	const spans = spansSinceClaudeCode(zone);
	const keyOf = keys(by, spans);
	for (const conversation of spending) {
		const {basis, partial} = conversation;
		for (const piece of conversation.pieces) {
			const {model, purpose, requests, costUsd, quarter} = piece;
			if (quarter < period.from || quarter >= period.until || !includes(piece, conversation)) continue;
			const {key, name} = keyOf(piece, conversation);
			const usage = piece.usage ?? noUsage;
			const rest = {usage, requests, costUsd, basis, partial};
			yield {key, name, model, purpose, ...rest};
		}
	}
}

function keys(by: PieceGrouping, spans: readonly ZoneSpan[]): KeyOf {
	/** Entries are in order of time: the next day is usually the same as the last. */
	const nameOfDay = (name: (day: number) => string): KeyOf => {
		const names = new Map<number, string>();
		return ({quarter}) => {
			const day = localDay(spans, quarter);
			return {key: getOrMake(names, day, () => name(day)), name: null};
		};
	};
	switch (by) {
		case 'day':
			return nameOfDay(dayName);
		case 'week':
			return nameOfDay(weekName);
		case 'month':
			return nameOfDay(monthName);
		case 'session':
			return (_, {sessionId, title, cwd}) => ({key: sessionId, name: conversationName({title, cwd})});
		case 'project':
			return (_, {cwd}) => ({key: cwd ?? unknown, name: lastFolder(cwd)});
		case 'model':
			return ({model}) => ({key: model || unknown, name: model ? labelOf(model) : null});
		case 'cause':
			return ({purpose, cause}) =>
				purpose === 'background'
					? {key: cause ?? unknown, name: describeCause(cause ?? unknown).label}
					: {key: purpose, name: null};
	}
}

const providers = {anthropic: '', bedrock: ' (Bedrock)', vertex: ' (Vertex)'} as const;

/** `Sonnet 4.5 (Bedrock)` */
const labelOf = (model: string) => modelName(model) + providers[providerOf(model)];
