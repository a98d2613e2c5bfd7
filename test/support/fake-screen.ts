/** The screen's parts without a terminal: keys go in by name, what happened can be asked. */

import {vi} from 'vitest';
import type {Command} from '../../source/control/commands/command.ts';
import {commandTable} from '../../source/control/commands/command-table.ts';
import type {SessionAction} from '../../source/core/action-log.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {Session} from '../../source/core/session.ts';
import {createInput} from '../../source/ui/input.ts';
import {screenOptions} from '../../source/ui/options.ts';
import type {ScreenParts} from '../../source/ui/screen-context.tsx';
import {createScreenController} from '../../source/ui/screen-control.ts';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {createStrayKeys} from '../../source/ui/stray-keys.ts';
import {fakeStore} from './fake-fleet.ts';

export const testOptions = screenOptions(defaultConfig, {HOME: '/home/ada'}, false);

const needsOne: Command['when'] = ({targets}) =>
	targets.length === 0
		? 'There is no session to act on'
		: !targets.some(({state}) => state === 'waiting') || 'It waits for an answer: nothing is typed into a dialog';

const command = (id: string, key: string, footerRank: number, run: Command['run']): Command => ({
	id,
	keys: [key],
	label: id.replace('session.', ''),
	description: `What ${id} does.`,
	group: 'session',
	footerRank,
	when: needsOne,
	run,
});

/** Session commands that do no more than say what they would do. */
export const fakeSessionCommands: readonly Command[] = [
	command('session.compact', 'c', 10, ({act, screen}) =>
		screen.onceAlone(() => act({type: 'compact', instructions: null})),
	),
	command('session.clear', 'x', 20, ({act, screen, targets}) =>
		screen.confirm(`Clear ${targets.map(({name}) => name).join(', ')}?`, () => act({type: 'clear'})),
	),
	command('session.prompt', 'p', 30, ({act, screen}) =>
		screen.ask('Prompt', {history: ['run the tests', 'an older one'], multiline: true}, text =>
			act({type: 'prompt', text}),
		),
	),
	command('session.broken', 'B', 40, () => Promise.reject(new Error('the pane is gone'))),
];

export interface Acted {
	action: SessionAction;
	targets: string[];
}

/** `quitQuestion`: what is asked before leaving. */
export function fakeScreen(
	sessions: readonly Session[],
	{quitQuestion = '', commands = commandTable(fakeSessionCommands)} = {},
) {
	const {store, put, remove} = fakeStore(sessions);
	const screen = createScreenStore();
	const measured = {
		pageRows: 5,
		bodyLine: 0,
		listLine: 0,
		firstRow: 0,
		scrollEnd: 10,
		cursorRows: null,
		detailPages: 2,
		hiddenLines: 0,
	};
	const events: string[] = [];
	const acted: Acted[] = [];
	const strays = createStrayKeys();
	const terminal = {
		quit() {
			const leave = () => void events.push('quit');
			if (quitQuestion === '') leave();
			else screen.setState({dialog: {type: 'confirm', question: quitQuestion, onYes: leave, quits: true}});
		},
		suspend: () => events.push('suspend'),
		redraw: () => events.push('redraw'),
	};
	const controller = createScreenController(store, screen, terminal, measured, strays);
	let time = 0;
	const parts: ScreenParts = {
		store,
		screen,
		controller,
		commands,
		options: testOptions,
		views: {},
		measured,
		strays,
		commandContext() {
			const targets = controller.targets();
			return {
				targets,
				act: action => acted.push({action, targets: targets.map(({name}) => name)}),
				screen: controller.control,
				hasMoreDetail: true,
				rowCount: controller.rows().length,
				hasHistory: false,
				hasTeam: false,
				hasPast: false,
			};
		},
	};
	const input = createInput(parts, () => time);
	return {
		store,
		put,
		remove,
		screen,
		controller,
		measured,
		events,
		acted,
		/** One key after the other, each in a read of its own. */
		press: (...names: string[]) => {
			for (const name of names) input.read([{keys: [name]}]);
		},
		/** Keys that arrive in one read. */
		pressTogether: (...names: string[]) => input.read([{keys: names}]),
		paste: (text: string) => input.read([{paste: text}]),
		/** Needs fake timers. */
		pass: (ms: number) => {
			time += ms;
			vi.advanceTimersByTime(ms);
		},
		names: () => controller.rows().map(({name}) => name),
		selected: () => controller.selected()?.name,
		message: () => screen.getState().message,
		dialog: () => screen.getState().dialog,
	};
}
