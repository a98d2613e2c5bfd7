/** How the terminal's rows are divided. Their sum is never more than its height, or Ink would redraw everything. */

export interface HeightRequest {
	rows: number;
	/** Sessions in the list. */
	sessions: number;
	/** Lines of an open question or text entry. */
	dialog: number;
	/** Lines of the footer, one or, for a long message, more. */
	footer: number;
	hasProblems: boolean;
	expanded: boolean;
}

export interface Heights {
	header: 0 | 1 | 2;
	/** Empty lines between the header and the titles. */
	space: number;
	titles: 0 | 1;
	list: number;
	detail: number;
	problems: 0 | 1;
	dialog: number;
	footer: number;
}

/** The least useful height of a detail: its title and three lines. */
const leastDetail = 4;

function share(rest: number, sessions: number, expanded: boolean): {list: number; detail: number} {
	if (sessions === 0) return {list: rest, detail: 0};
	if (expanded) {
		const list = Math.min(sessions, rest > 12 ? 3 : 1, rest);
		return {list, detail: rest - list};
	}
	// The list's height depends on the number of sessions, not on the detail's content: it should not jump.
	const list = Math.min(sessions, Math.max(Math.ceil(rest / 2), rest - 14, 1));
	const detail = rest - list;
	return detail >= leastDetail ? {list, detail} : {list: rest, detail: 0};
}

type Around = Pick<Heights, 'header' | 'titles' | 'space' | 'problems'>;
const nothing: Around = {header: 0, titles: 0, space: 0, problems: 0};
const sumOf = ({header, titles, space, problems}: Around) => header + titles + space + problems;

export function shareHeights({rows, sessions, dialog, footer: wanted, hasProblems, expanded}: HeightRequest): Heights {
	// A question replaces the keys, which have no effect until it is answered.
	const footer = rows >= 2 && dialog === 0 ? Math.min(wanted, rows - 1) : 0;
	const around = {
		header: rows >= 14 ? 2 : rows >= 6 ? 1 : 0,
		titles: rows >= 8 ? 1 : 0,
		space: rows >= 20 ? 1 : 0,
		problems: hasProblems && rows >= 8 ? 1 : 0,
	} as const;
	// A long question, which is answered only where all of it is shown, takes their rows, too.
	const kept = dialog < rows - sumOf(around) ? around : nothing;
	const asked = Math.min(dialog, Math.max(0, rows - footer - 1));
	const rest = Math.max(0, rows - sumOf(kept) - footer - asked);
	return {...kept, footer, dialog: asked, ...share(rest, sessions, expanded)};
}
