/** What the last drawing found out about sizes; written by the components, read by the movement keys. */
export interface Measured {
	/** Rows of the list or view on the screen. */
	pageRows: number;
	/** The screen's lines, from 0, on which the list or view begins, and its first row; and which of all rows that is. */
	bodyLine: number;
	listLine: number;
	firstRow: number;
	/** How far the open view can be scrolled. */
	scrollEnd: number;
	/** Rows that the open view's cursor moves through; null: it has none and is scrolled. */
	cursorRows: number | null;
	detailPages: number;
	/** Lines of an open question that its room does not show. */
	hiddenLines: number;
}
