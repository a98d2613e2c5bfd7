/** Keys for what the list shows: order, filter, marks. */
import type {Command} from './command.ts';
import type {ViewContext} from './view-context.ts';

const needsRows = ({rowCount}: ViewContext) => rowCount > 0 || 'There is no session to choose';

export const listCommands: readonly Command<ViewContext>[] = [
	{
		id: 'list.waiting',
		keys: ['w'],
		label: 'waiting',
		description: 'Go to the next session that waits for you.',
		group: 'list',
		footerRank: 65,
		when: needsRows,
		run({screen}) {
			if (!screen.nextWaiting()) screen.say('No session waits');
		},
	},
	{
		id: 'list.mark',
		keys: ['space'],
		label: 'mark',
		description: 'Mark the session, to compact, clear or prompt several at once.',
		group: 'list',
		footerRank: 60,
		when: needsRows,
		run: ({screen}) => screen.toggleMark(),
	},
	{
		id: 'list.sort',
		keys: ['s'],
		label: 'sort',
		description: 'Sort by state, name, context, cost, background, rate or last activity, in turn.',
		group: 'list',
		footerRank: 70,
		run: ({screen}) => screen.cycleSort(),
	},
	{
		id: 'list.reverse',
		keys: ['S'],
		label: 'reverse',
		description: 'Sort the other way round. What waits comes first all the same.',
		group: 'list',
		footerRank: null,
		run: ({screen}) => screen.toggleReverse(),
	},
	{
		id: 'list.filter',
		keys: ['/'],
		label: 'filter',
		description: 'Show only sessions whose name, folder, model or state has these words. Esc clears it.',
		group: 'list',
		footerRank: 80,
		run: ({screen}) => screen.editFilter(),
	},
	{
		id: 'list.finished',
		keys: ['f'],
		label: 'finished',
		description: "Show or hide today's finished sessions.",
		group: 'list',
		footerRank: 110,
		run: ({screen}) => screen.toggleFinished(),
	},
	{
		id: 'list.detail',
		keys: ['tab'],
		label: 'more detail',
		description: "Give the selected session's detail the whole screen, then its next page. Esc goes back.",
		group: 'list',
		footerRank: 100,
		when: context =>
			needsRows(context) === true ? context.hasMoreDetail || 'All of the detail is shown' : needsRows(context),
		run: ({screen}) => screen.moreDetail(),
	},
];
