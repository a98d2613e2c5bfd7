/** Keys of the view of a team. */
import {nextOf} from '../../core/history/choice.ts';
import {teamGroupings, teamSorts} from '../../core/team/rows.ts';
import type {TeamState} from '../../core/team/state.ts';
import {type Command, keysOf} from './command.ts';
import type {ViewContext} from './view-context.ts';

type TeamChoice = Pick<TeamState, 'grouping' | 'sort' | 'filter'>;

export interface TeamControl {
	getState(): TeamChoice;
	choose(change: Partial<TeamChoice>): void;
	/** Asks the server again. */
	refresh(): void;
}

const key = keysOf('view', 'team');

export function teamCommands(control: TeamControl): readonly Command<ViewContext>[] {
	return [
		{
			...key('team.group', ['g', 'tab'], 'group', 10),
			description: 'Show a row for each person, team or model.',
			run: () => control.choose({grouping: nextOf(teamGroupings, control.getState().grouping)}),
		},
		{
			...key('team.sort', ['s'], 'sort', 20),
			description: 'Sort by 30 days, today, dollars per day, rate, last received, name.',
			run: () => control.choose({sort: nextOf(teamSorts, control.getState().sort)}),
		},
		{
			...key('team.filter', ['/'], 'filter', 30),
			description: 'Show people whose name or team contains a text; one alone in detail.',
			run: ({screen}) =>
				screen.ask('Show people with', {initial: control.getState().filter}, filter => control.choose({filter})),
		},
		{
			...key('team.all', ['a'], 'all', 40),
			description: 'Show everybody again.',
			run: () => control.choose({filter: ''}),
		},
		{
			...key('team.refresh', ['r'], 'refresh', 50),
			description: 'Ask the server again.',
			run: () => control.refresh(),
		},
	];
}
