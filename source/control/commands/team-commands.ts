/** Keys of the view of a team. */
import {nextOf} from '../../core/history-layout.ts';
import {type TeamGrouping, type TeamSort, teamGroupings, teamSorts} from '../../core/team/rows.ts';
import type {Command} from './command.ts';
import type {ViewContext} from './view-context.ts';

export interface TeamControl {
	chosen(): {grouping: TeamGrouping; sort: TeamSort; filter: string};
	choose(change: Partial<{grouping: TeamGrouping; sort: TeamSort; filter: string}>): void;
	/** Asks the server again. */
	refresh(): void;
}

const teamCommand = (
	name: string,
	keys: readonly string[],
	footerRank: number,
	description: string,
	run: (context: ViewContext) => void,
): Command<ViewContext> => ({
	id: `team.${name}`,
	keys,
	label: name,
	description,
	group: 'view',
	view: 'team',
	footerRank,
	run,
});

export function teamCommands(control: TeamControl): readonly Command<ViewContext>[] {
	return [
		teamCommand('group', ['g', 'tab'], 10, 'Show a row for each person, team or model.', () =>
			control.choose({grouping: nextOf(teamGroupings, control.chosen().grouping)}),
		),
		teamCommand('sort', ['s'], 20, 'Sort by 30 days, today, dollars per day, rate, last received, name.', () =>
			control.choose({sort: nextOf(teamSorts, control.chosen().sort)}),
		),
		teamCommand(
			'filter',
			['/'],
			30,
			'Show people whose name or team contains a text; one alone in detail.',
			({screen}) =>
				screen.ask('Show people with', {initial: control.chosen().filter}, filter => control.choose({filter})),
		),
		teamCommand('all', ['a'], 40, 'Show everybody again.', () => control.choose({filter: ''})),
		teamCommand('refresh', ['r'], 50, 'Ask the server again.', () => control.refresh()),
	];
}
