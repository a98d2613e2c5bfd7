/** Keys that move about, change the view, or end the program. They work in every view. */
import type {Command, ScreenName} from './command.ts';
import type {ViewContext} from './view-context.ts';

type ViewCommand = Command<ViewContext>;

const movement = (
	name: string,
	keys: readonly string[],
	description: string,
	run: (context: ViewContext) => void,
): ViewCommand => ({
	id: `view.${name}`,
	keys,
	label: name,
	description,
	group: 'view',
	footerRank: null,
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
	id: `view.${name}`,
	keys: [key],
	label,
	description,
	group: 'view',
	footerRank,
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

export const appCommands: readonly ViewCommand[] = [
	{
		id: 'app.pause',
		keys: ['z'],
		label: 'freeze',
		description: 'Freeze the screen to read it, or let it run again. Nothing is lost meanwhile.',
		group: 'app',
		footerRank: 150,
		run: ({screen}) => screen.togglePause(),
	},
	{
		id: 'app.redraw',
		keys: ['ctrl+l'],
		label: 'redraw',
		description: 'Draw the screen again, if another program wrote over it.',
		group: 'app',
		footerRank: null,
		run: ({screen}) => screen.redraw(),
	},
	{
		id: 'app.suspend',
		keys: ['ctrl+z'],
		label: 'suspend',
		description: 'Go back to the shell for a while; fg returns.',
		group: 'app',
		footerRank: null,
		run: ({screen}) => screen.suspend(),
	},
	{
		id: 'app.quit',
		keys: ['q'],
		label: 'quit',
		description: 'Leave ccmon; the sessions keep running. In a view, go back to the list.',
		group: 'app',
		footerRank: 95,
		run: ({screen}) => (screen.view() === 'list' ? screen.quit() : screen.back()),
	},
	{
		id: 'app.exit',
		keys: ['ctrl+c'],
		label: 'quit',
		description: 'Quit from anywhere.',
		group: 'app',
		footerRank: null,
		run: ({screen}) => screen.quit(),
	},
];
