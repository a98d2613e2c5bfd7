/** What the pictures in docs/ show: what is typed in the demo, and what must be on the screen then. */

export interface PictureView {
	name: string;
	/** What it shows, for those who cannot see it. */
	title: string;
	columns: number;
	rows: number;
	/** One after the other, each once the screen before it is complete. */
	keys: readonly string[];
	/** All that must be there before it is complete. */
	shows: readonly RegExp[];
	/** The demo's other machines are there. */
	withHosts?: boolean;
}

const down = '\x1b[B';
const tab = '\t';
/** Read after the first frame, and so the last to come. */
const budgets = /budgets? |(?:day|month) !?\d+%/;

export const pictureViews: readonly PictureView[] = [
	{
		name: 'list',
		title: 'ccmon: eight sessions, one of which waits for an answer, with the details of the one that is selected',
		columns: 118,
		rows: 31,
		keys: [down],
		shows: [budgets, /▸ +api-refactor/, /─ api-refactor · /],
	},
	{
		name: 'waiting',
		title: 'A session that waits for permission: the row and the detail say what it asks',
		columns: 100,
		rows: 26,
		keys: [tab],
		shows: [budgets, /waits for/, /1\/8/],
	},
	{
		name: 'detail',
		title: 'Everything about one session: context, cost, background, cache, activity',
		columns: 100,
		rows: 40,
		keys: [down, tab],
		shows: [budgets, /2\/8/, /─ api-refactor · /],
	},
	{
		name: 'history',
		title: 'The last 30 days: what they cost, as a calendar, as bars, and in a table by day',
		columns: 100,
		rows: 40,
		keys: ['h'],
		shows: [budgets, /dollars per day/],
	},
	{
		name: 'past',
		title: 'Past conversations that a search has found',
		columns: 100,
		rows: 22,
		keys: ['R', 'm', 'a', 'i', 'n'],
		shows: [/2 of 2|2$/m, /Release notes/, /TLS/],
	},
	{
		name: 'usage',
		title: 'Plan limits and when they are full, budgets, and rates',
		columns: 100,
		rows: 40,
		keys: ['u'],
		shows: [budgets, /Plan limits/, /Budgets/],
	},
	{
		name: 'hosts',
		title:
			'Sessions of three machines in one list; one of them is not connected, and its row says when it was last seen',
		withHosts: true,
		columns: 118,
		rows: 24,
		keys: [down, down],
		shows: [budgets, /─ box\/load-test · /],
	},
	{
		name: 'narrow',
		title: 'The same sessions in a pane of 40 cells',
		columns: 40,
		rows: 30,
		keys: [],
		shows: [budgets],
	},
];
