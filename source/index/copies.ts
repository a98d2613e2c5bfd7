/** A conversation in two folders, one of which is a copy: a backup, or a folder that was moved by copying. */
import type {DatabaseSync} from 'node:sqlite';

export interface HeldConversation {
	/** In the index. */
	row: number;
	/** When something happened in it last, and when its transcript was created, in ms. */
	lastAt: number;
	bornAt: number;
	/** How much is known about it: of two of the same age the fuller one counts. Only called for those. */
	known(): number;
}

/** Positive if `a` counts: the one that was continued, else the original. */
export const compareCopies = (a: HeldConversation, b: HeldConversation): number =>
	a.lastAt - b.lastAt || b.bornAt - a.bornAt || a.known() - b.known() || b.row - a.row;

/** How many requests and totals are stored of a conversation, by its row. */
export function createKnownCount(database: DatabaseSync): (row: number) => number {
	const select = database.prepare(
		`SELECT (SELECT count(*) FROM request WHERE conversation = ?1)
			+ (SELECT count(*) FROM running_total WHERE conversation = ?1) AS known`,
	);
	return row => Number(select.get(row)?.known);
}
