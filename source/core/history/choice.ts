/** What the history view shows: which span, which grouping, and which rows were opened. */

export const historySpans = ['today', 'week', 'month', 'quarter', 'year'] as const;
export type HistorySpan = (typeof historySpans)[number];
export const spanDays: Record<HistorySpan, number> = {today: 1, week: 7, month: 30, quarter: 91, year: 364};

export const historyGroupings = ['day', 'project', 'session', 'prompt', 'tool', 'model', 'cause'] as const;
export type HistoryGrouping = (typeof historyGroupings)[number];

/** An opened row: only what it consists of is shown. */
export interface HistoryStep {
	by: HistoryGrouping;
	key: string;
	name: string;
	/** Where the cursor was. */
	cursor: number;
}

export interface HistoryChoice {
	span: HistorySpan;
	grouping: HistoryGrouping;
	/** The opened rows, each within the one before. */
	path: readonly HistoryStep[];
}

/** What a row of each grouping consists of; null: it is not opened. */
const within: Record<HistoryGrouping, HistoryGrouping | null> = {
	day: 'project',
	project: 'session',
	session: 'prompt',
	model: 'session',
	cause: 'session',
	prompt: null,
	tool: null,
};

/** The groupings to choose from here; the first is shown when a row has just been opened. */
export function groupingsAt({span, path}: Pick<HistoryChoice, 'span' | 'path'>): readonly HistoryGrouping[] {
	const taken = new Set<HistoryGrouping>(path.map(({by}) => by));
	const isOneSession = taken.has('session');
	const possible = historyGroupings.filter(
		by =>
			!taken.has(by) &&
			(by === 'prompt') <= isOneSession &&
			!(by === 'project' && isOneSession) &&
			!(by === 'day' && (span === 'today' || isOneSession)),
	);
	const last = path.at(-1);
	const first = last && within[last.by];
	return first ? [first, ...possible.filter(by => by !== first)] : possible;
}

/** Until a row is opened, a line for the total stands above the rows, which the cursor can be on. */
export const placesAbove = ({path}: Pick<HistoryChoice, 'path'>): number => (path.length === 0 ? 1 : 0);

export const canOpen = (grouping: HistoryGrouping): boolean => within[grouping] !== null;

/** The next choice in the list, starting again after the last. */
export function nextOf<Choice>(choices: readonly Choice[], present: Choice): Choice {
	return choices[(choices.indexOf(present) + 1) % choices.length]!;
}
