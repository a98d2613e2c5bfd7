/** Keys that move, change the view, or end the program. They work in every view. */
import {type Command, keysOf, type ScreenName} from './command.ts';
import type {ViewContext} from './view-context.ts';

type ViewCommand = Command<ViewContext>;

const movement = (
	name: string,
	keys: readonly string[],
	description: string,
	run: (context: ViewContext) => void,
): ViewCommand => ({
	...keysOf('view')(`view.${name}`, keys, name, null),
	description,
	run,
});

const view = (
	name: ScreenName,
	key: string,
	label: string,
	footerRank: number,
	description: string,
	when: NonNullable<ViewCommand['when']> = () => true,
): ViewCommand => ({
	...keysOf('view')(`view.${name}`, [key], label, footerRank),
	description,
	when,
	run: ({screen}) => screen.show(name),
});

export const viewCommands: readonly ViewCommand[] = [
	movement('up', ['up', 'k'], 'Go to the row above.', ({screen}) => screen.moveSelection(-1)),
	movement('down', ['down', 'j'], 'Go to the row below.', ({screen}) => screen.moveSelection(1)),
	movement('pageUp', ['pageUp', 'ctrl+b'], 'Go up a page.', ({screen}) => screen.moveSelection({pages: -1})),
	movement('pageDown', ['pageDown', 'ctrl+f'], 'Go down a page.', ({screen}) => screen.moveSelection({pages: 1})),
	movement('first', ['home', 'g'], 'Go to the first row.', ({screen}) => screen.moveSelection('first')),
	movement('last', ['end', 'G'], 'Go to the last row.', ({screen}) => screen.moveSelection('last')),
	view('usage', 'u', 'usage', 115, 'Show plan limits and what used them, budgets, and tokens per minute.'),
	view('background', 'b', 'background', 120, 'Show what was spent in the background, by cause, and what turns it off.'),
	view(
		'history',
		'h',
		'history',
		130,
		'Show what days, projects and models have cost, and what gateways count.',
		({hasHistory}) => hasHistory || 'There is no history to show here',
	),
	view(
		'team',
		't',
		'team',
		135,
		"Show the team's costs and rates, from its Prometheus.",
		({hasTeam}) => hasTeam || 'No team: set url under [team] in the config; ccmon team setup shows how',
	),
	view('log', 'L', 'log', 140, 'Show what ccmon did to sessions, and what came of it.'),
	view('help', '?', 'help', 52, 'Show all keys.'),
	movement('back', ['escape'], 'Leave a view, the marks or the filter, one at a time.', ({screen}) => screen.back()),
];

const key = keysOf('app');

export const appCommands: readonly ViewCommand[] = [
	{
		...key('app.pause', ['z'], 'freeze', 150),
		description: 'Freeze the screen to read it, or let it run again. The first key for a session does that, too.',
		run: ({screen}) => screen.togglePause(),
	},
	{
		...key('app.redraw', ['ctrl+l'], 'redraw', null),
		description: 'Draw the screen again, if another program wrote over it.',
		run: ({screen}) => screen.redraw(),
	},
	{
		...key('app.suspend', ['ctrl+z'], 'suspend', null),
		description: 'Go back to the shell for a while; fg returns.',
		run: ({screen}) => screen.suspend(),
	},
	{
		...key('app.quit', ['q'], 'quit', 95),
		description: 'Leave ccmon; the sessions keep running. In a view, go back to the list.',
		run: ({screen}) => (screen.view() === 'list' ? screen.quit() : screen.back()),
	},
	{
		...key('app.exit', ['ctrl+c'], 'quit', null),
		description: 'Quit from anywhere.',
		run: ({screen}) => screen.quit(),
	},
];
