/** What conversations spent, as it is stored: for reports, which add it up. */

import type {DatabaseSync} from 'node:sqlite';
import type {Basis} from '../accounting/figures.ts';
import type {Piece} from '../accounting/spending.ts';
import {inOneState} from '../platform/database.ts';
import {type PieceClass, readPieceClasses} from './class-rows.ts';
import {compareCopies, createKnownCount, type HeldConversation} from './copies.ts';
import {folderRows, identitiesOf} from './folder-rows.ts';
import {type TokenColumns, usageAt} from './token-columns.ts';

export interface ConversationSpending {
	/** In the index. */
	row: number;
	sessionId: string;
	/** Null: only telemetry knows it. */
	configDir: string | null;
	cwd: string | null;
	title: string | null;
	basis: Basis;
	partial: boolean;
	/** In order of time. */
	pieces: readonly Piece[];
}

type PieceRow = [
	...key: [
		conversation: number,
		quarter: number,
		classId: number,
		isIdle: number,
		isSurplus: number,
		isUnpriced: number,
	],
	requests: number,
	// NULL, all of them, where only the dollars are known.
	...tokens: TokenColumns | [null, null, null, null, null, null],
	costUsd: number | null,
	lastAt: number,
];

const bases: readonly Basis[] = ['telemetry', 'reported', 'estimated'];
export const basisFrom = (stored: unknown): Basis => bases.find(basis => basis === stored) ?? 'estimated';

/** Of these config folders, in whatever spelling. `since`: last active at, in ms. */
export const readSpendingOf = (
	database: DatabaseSync,
	configDirs: readonly string[],
	since = 0,
): ConversationSpending[] => readSpending(database, folderRows(database, identitiesOf(configDirs)), since);

/** `folders`: rows of the config folders; what only telemetry knows is always among it. `since`: last active at, in ms. */
export function readSpending(database: DatabaseSync, folders: readonly number[], since = 0): ConversationSpending[] {
	return inOneState(database, () => {
		const pieces = readPieces(database, since);
		return readConversations(database, folders, since).flatMap(one => {
			const own = pieces.get(one.row);
			return own ? [{...one, pieces: own}] : [];
		});
	});
}

/** The rows of their conversations, without copies that one folder has of what is in another. */
export const countedConversations = (database: DatabaseSync, folders: readonly number[]): number[] =>
	readConversations(database, folders, 0).map(({row}) => row);

function readConversations(database: DatabaseSync, folders: readonly number[], since: number): Dated[] {
	const paths = new Map(
		database
			.prepare('SELECT id, path FROM folder')
			.all()
			.map(({id, path}) => [Number(id), String(path)]),
	);
	const knownOf = createKnownCount(database);
	const all: Dated[] = [];
	const select = database.prepare(
		`SELECT id, session_id, folder, cwd, title, basis, partial, coalesce(last_at, 0) AS last_at,
			coalesce(born_at, 0) AS born_at
		FROM conversation WHERE coalesce(last_at, 0) >= ? ORDER BY id`,
	);
	for (const row of select.all(since)) {
		if (row.folder !== null && !folders.includes(Number(row.folder))) continue;
		all.push({
			row: Number(row.id),
			sessionId: String(row.session_id),
			configDir: row.folder === null ? null : (paths.get(Number(row.folder)) ?? null),
			cwd: row.cwd === null ? null : String(row.cwd),
			title: row.title === null ? null : String(row.title),
			basis: basisFrom(row.basis),
			partial: row.partial === 1,
			lastAt: Number(row.last_at),
			bornAt: Number(row.born_at),
			known: () => knownOf(Number(row.id)),
		});
	}
	return folders.length > 1 ? withoutCopies(all) : all;
}

type Dated = Omit<ConversationSpending, 'pieces'> & HeldConversation;

function withoutCopies(all: readonly Dated[]): Dated[] {
	const bySession = new Map<string, Dated>();
	for (const one of all) {
		const known = bySession.get(one.sessionId);
		if (!known || compareCopies(one, known) > 0) bySession.set(one.sessionId, one);
	}
	return all.filter(one => bySession.get(one.sessionId) === one);
}

function readPieces(database: DatabaseSync, since: number): Map<number, Piece[]> {
	const classes = readPieceClasses(database);
	const select = database.prepare(
		since > 0
			? 'SELECT * FROM spending WHERE conversation IN (SELECT id FROM conversation WHERE last_at >= ?)'
			: 'SELECT * FROM spending WHERE ? <= 0',
	);
	select.setReturnArrays(true);
	const pieces = new Map<number, Piece[]>();
	for (const row of select.iterate(since) as Iterable<unknown> as Iterable<PieceRow>) {
		const list = pieces.get(row[0]);
		if (list) list.push(pieceFrom(row, classes));
		else pieces.set(row[0], [pieceFrom(row, classes)]);
	}
	return pieces;
}

export const unknownClass: PieceClass = {
	model: 'unknown',
	speed: 'standard',
	usInference: false,
	largePrompt: false,
	purpose: 'background',
	cause: null,
};

function pieceFrom(row: PieceRow, classes: ReadonlyMap<number, PieceClass>): Piece {
	return {
		...(classes.get(row[2]) ?? unknownClass),
		quarter: row[1],
		isIdle: row[3] === 1,
		isSurplus: row[4] === 1,
		requests: row[6],
		usage: row[7] === null ? null : usageAt(row, 7),
		costUsd: row[5] === 1 ? null : (row[13] ?? 0),
		lastAt: row[14],
	};
}
