/** Keys of the history view. */
import {
	canOpen,
	groupingsAt,
	type HistoryChoice,
	historySpans,
	nextOf,
	placesAbove,
} from '../../core/history/choice.ts';
import type {HistoryState, TopRow} from '../../core/history/layout.ts';
import {type Command, keysOf} from './command.ts';
import type {ViewContext, ViewControl} from './view-context.ts';

export interface HistoryControl {
	getState(): HistoryState;
	choose(change: Partial<HistoryChoice>): void;
	/** One of `HistoryState.places`. */
	choosePlace(place: string): void;
}

const key = keysOf('view', 'history');

export function historyCommands(control: HistoryControl): readonly Command<ViewContext>[] {
	const chosen = (screen: ViewControl): TopRow | null => {
		const state = control.getState();
		return state.view?.top[screen.cursor() - placesAbove(state)] ?? null;
	};
	const choose = (screen: ViewControl, change: Partial<HistoryChoice>, cursor = 0) => {
		control.choose(change);
		screen.setCursor(cursor);
	};

	function open(screen: ViewControl): void {
		const {path, grouping, span} = control.getState();
		const row = chosen(screen);
		if (row === null) return;
		const step = {by: grouping, key: row.key, name: row.name, cursor: screen.cursor()};
		const longer = [...path, step];
		choose(screen, {path: longer, grouping: groupingsAt({span, path: longer})[0]!});
	}

	function goBack(screen: ViewControl): void {
		const {path} = control.getState();
		const last = path.at(-1);
		if (last) choose(screen, {path: path.slice(0, -1), grouping: last.by}, last.cursor);
		else screen.back();
	}

	return [
		{
			...key('history.open', ['return', 'right'], 'open', 5),
			description: 'Show what the chosen row consists of: of a day its projects, then sessions, then prompts.',
			when({screen}) {
				const {grouping} = control.getState();
				if (chosen(screen) === null) return 'Choose a row first: ↓';
				return canOpen(grouping) || `A ${grouping} cannot be opened any further`;
			},
			run: ({screen}) => open(screen),
		},
		{
			...key('history.back', ['escape', 'left', 'backspace'], 'back', 30),
			description: 'Go back to the rows that this one was opened from, and from the first ones to the list.',
			run: ({screen}) => goBack(screen),
		},
		{
			...key('history.span', ['s', 'tab'], 'span', 10),
			description: 'Show another span: today, 7 days, 30 days, 13 weeks, 52 weeks.',
			run({screen}) {
				const span = nextOf(historySpans, control.getState().span);
				const {grouping} = control.getState();
				const possible = groupingsAt({span, path: []});
				choose(screen, {span, path: [], grouping: possible.includes(grouping) ? grouping : possible[0]!});
			},
		},
		{
			...key('history.grouping', ['g'], 'group', 20),
			description: 'Add the costs up by day, project, session, tool, model or cause; of one session by prompt.',
			run({screen}) {
				const state = control.getState();
				choose(screen, {grouping: nextOf(groupingsAt(state), state.grouping)});
			},
		},
		{
			...key('history.place', ['m'], 'machine', 25),
			description: 'Show the history of all machines together, of this one, or of another one.',
			when: () => control.getState().places.length > 1 || 'No other machine is in the config: ccmon hosts add user@box',
			run({screen}) {
				const {places, place} = control.getState();
				control.choosePlace(nextOf(places, place));
				screen.setCursor(0);
			},
		},
	];
}
