/** Keys for what the list shows: order, filter, marks. */
import {type Command, keysOf} from './command.ts';
import type {ViewContext} from './view-context.ts';

const key = keysOf('list');
const needsRows = ({rowCount}: ViewContext) => rowCount > 0 || 'There is no session to choose';

export const listCommands: readonly Command<ViewContext>[] = [
	{
		...key('list.waiting', ['w'], 'waiting', 65),
		description: 'Go to the next session that waits for you.',
		when: needsRows,
		run({screen}) {
			if (!screen.nextWaiting()) screen.say('No session is waiting');
		},
	},
	{
		...key('list.mark', ['space'], 'mark', 60),
		description: 'Mark the session, to compact, clear or prompt several at once.',
		when: needsRows,
		run: ({screen}) => screen.toggleMark(),
	},
	{
		...key('list.sort', ['s'], 'sort', 70),
		description: 'Sort by state, name, context, cost, background, rate or last activity, in turn.',
		run: ({screen}) => screen.cycleSort(),
	},
	{
		...key('list.reverse', ['S'], 'reverse', null),
		description: 'Reverse the order. What waits still comes first.',
		run: ({screen}) => screen.toggleReverse(),
	},
	{
		...key('list.filter', ['/'], 'filter', 80),
		description: 'Show only sessions whose name, folder, model or state has these words. Esc clears it.',
		run: ({screen}) => screen.editFilter(),
	},
	{
		...key('list.finished', ['f'], 'finished', 110),
		description: "Show or hide today's finished sessions.",
		run: ({screen}) => screen.toggleFinished(),
	},
	{
		...key('list.detail', ['tab'], 'more detail', 100),
		description: "Give the selected session's detail the whole screen, then its next page. Esc goes back.",
		when: context =>
			needsRows(context) === true ? context.hasMoreDetail || 'All of the detail is shown' : needsRows(context),
		run: ({screen}) => screen.moreDetail(),
	},
];
