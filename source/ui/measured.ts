/** Sizes from the last drawing; written by the components, read by the movement keys. */
export interface Measured {
	/** Rows of the list or view on the screen. */
	pageRows: number;
	/** The screen line (from 0) on which the list or view begins, that of its first row, and the index of that row. */
	bodyLine: number;
	listLine: number;
	firstRow: number;
	/** The last scroll position of the open view. */
	scrollEnd: number;
	/** The number of rows for the open view's cursor; null: it has no cursor and is scrolled. */
	cursorRows: number | null;
	detailPages: number;
	/** Hidden lines of an open question. */
	hiddenLines: number;
}
