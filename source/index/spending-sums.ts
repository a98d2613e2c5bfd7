/**
 * What conversations spent, added up as it is read, for reports that show no more than sums: SQLite adds up a year's
 * tens of thousands of pieces in less time than it takes to make objects of them.
 */
import type {DatabaseSync} from 'node:sqlite';
import type {Piece} from '../accounting/spending.ts';
import {inOneState} from '../platform/database.ts';
import {readPieceClasses} from './class-rows.ts';
import {folderRows, identitiesOf} from './folder-rows.ts';
import {basisFrom, type ConversationSpending, countedConversations, unknownClass} from './spending-rows.ts';
import {type TokenColumns, usageAt} from './token-columns.ts';

/** Whatever the sums are by, they are apart by model, purpose and cause. */
export type SumBy = 'day' | 'conversation' | 'class';

export interface SumsRequest {
	by: SumBy;
	/** Quarters of an hour; `until` is not in it any more. */
	from: number;
	until: number;
	/** In quarters of an hour, how far local time is from UTC until when. */
	offsets: readonly {until: number; offset: number}[];
}

type Described = Pick<ConversationSpending, 'sessionId' | 'cwd' | 'title'>;

/** One piece, as of its last quarter of an hour. Nameless unless sums are by conversation. */
export type SpendingSum = Described &
	Pick<ConversationSpending, 'basis' | 'partial'> & {pieces: readonly SummedPiece[]};
export type SummedPiece = Pick<Piece, 'quarter' | 'model' | 'purpose' | 'cause' | 'usage' | 'requests' | 'costUsd'>;

type SumRow = [
	...key: [slot: number, classId: number, isUnpriced: number, quarter: number],
	...known: [basis: string, partial: number],
	requests: number,
	...tokens: TokenColumns,
	costUsd: number,
];

/** Of these config folders, in whatever spelling, and of what only telemetry knows. */
export function readSpendingSums(
	database: DatabaseSync,
	configDirs: readonly string[],
	request: SumsRequest,
): SpendingSum[] {
	return inOneState(database, () => {
		const folders = folderRows(database, identitiesOf(configDirs));
		// Of several folders one may hold copies of another's conversations.
		const rows = folders.length > 1 ? countedConversations(database, folders) : null;
		const classes = readPieceClasses(database);
		const select = database.prepare(sumsQuery(request, rows ? 'id' : 'folder'));
		select.setReturnArrays(true);
		const sums = select.all(JSON.stringify(rows ?? folders), request.from, request.until) as unknown as SumRow[];
		const descriptions = request.by === 'conversation' ? readDescriptions(database) : null;
		return sums.map(row => {
			const [slot, classId, isUnpriced, quarter, basis, partial, requests] = row;
			const {model, purpose, cause} = classes.get(classId) ?? unknownClass;
			const costUsd = isUnpriced === 1 ? null : row[13];
			const piece = {quarter, model, purpose, cause, usage: usageAt(row, 7), requests, costUsd};
			const known = {basis: basisFrom(basis), partial: partial === 1};
			return {...(descriptions?.get(slot) ?? nameless), ...known, pieces: [piece]};
		});
	});
}

const nameless: Described = {sessionId: '', cwd: null, title: null};

/** Its parameters: rows of conversations or of folders, as JSON; the first quarter; the one after the last. */
function sumsQuery({by, offsets}: SumsRequest, of: 'id' | 'folder'): string {
	const slot = {day: `(quarter + ${offsetAt(offsets)}) / 96`, conversation: 'conversation', class: '0'}[by];
	// By the alphabet the bases are in order, too: the least is the weakest. Unlike a sum, a total of tokens is never too large to read.
	return `SELECT ${slot} AS slot, class, is_unpriced, max(quarter), min(basis), max(partial), sum(requests),
			total(input_tokens), total(output_tokens), total(cache_read_input_tokens), total(cache_creation_5m_input_tokens),
			total(cache_creation_1h_input_tokens), total(web_search_requests), total(cost_usd)
		FROM conversation JOIN spending ON spending.conversation = conversation.id
		WHERE (${of} IN (SELECT value FROM json_each(?)) ${of === 'folder' ? 'OR folder IS NULL' : ''})
			AND quarter >= ? AND quarter < ?
		GROUP BY slot, class, is_unpriced`;
}

/** As SQL. */
function offsetAt(offsets: SumsRequest['offsets']): string {
	const cases = offsets.slice(0, -1).map(({until, offset}) => `WHEN quarter < ${until} THEN ${offset}`);
	const last = offsets.at(-1)?.offset ?? 0;
	return cases.length === 0 ? String(last) : `CASE ${cases.join(' ')} ELSE ${last} END`;
}

function readDescriptions(database: DatabaseSync): Map<number, Described> {
	const select = database.prepare('SELECT id, session_id, cwd, title FROM conversation');
	select.setReturnArrays(true);
	const rows = select.all() as unknown as [number, string, string | null, string | null][];
	return new Map(rows.map(([id, sessionId, cwd, title]) => [id, {sessionId, cwd, title}]));
}
