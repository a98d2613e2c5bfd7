/** A conversation that two folders hold, one being a copy of the other: a backup, or a folder that was moved by copying. */

export interface HeldConversation {
	/** In the index. */
	row: number;
	/** When something happened in it last, and when its transcript was created, in ms. */
	lastAt: number;
	bornAt: number;
	/** How much is known of it: of two of the same age the fuller one counts. Asked of those alone. */
	known(): number;
}

/** Positive where `a` is the one that counts: the one that went on, else the original. */
export const compareCopies = (a: HeldConversation, b: HeldConversation): number =>
	a.lastAt - b.lastAt || b.bornAt - a.bornAt || a.known() - b.known() || b.row - a.row;
