import {describe, expect, test} from 'vitest';
import type {MonitorState} from '../../source/store.ts';
import {EmptyList} from '../../source/ui/empty-list.tsx';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {expectToFit, renderAt} from '../support/fake-terminal.ts';

function shown({
	filter = '',
	columns = 80,
	height = 10,
	commands = [] as ScreenParts['commands'],
	...state
}: Partial<MonitorState> & {
	filter?: string;
	columns?: number;
	height?: number;
	commands?: ScreenParts['commands'];
} = {}) {
	const {store} = fakeStore([...(state.sessions?.values() ?? [])], state);
	const parts = {store, screen: createScreenStore({filter}), options: testOptions, commands} as unknown as ScreenParts;
	const terminal = renderAt(
		<ScreenContext value={parts}>
			<EmptyList columns={columns} height={height} />
		</ScreenContext>,
		{columns, rows: height},
	);
	expectToFit(terminal, {columns, rows: height});
	return terminal.text();
}

describe('an empty list says why, and what to do', () => {
	test('before anything is read it claims nothing', () => {
		const text = shown({ready: false});
		expect(text).toContain('Reading the running sessions…');
		expect(text).not.toContain('No Claude Code session');
	});

	test('where none runs: here, or on any machine', () => {
		expect(shown()).toContain('No Claude Code session is running on this machine.');
		expect(shown()).toContain('Start one in another terminal with: claude');
		expect(shown({hosts: [{name: 'box'}] as never})).toContain('running on any of these machines.');
	});

	test('where the filter leaves none, and how to be rid of it', () => {
		const text = shown({filter: 'nope'});
		expect(text).toContain('No session matches “nope”.');
		expect(text).toContain('Esc clears the filter.');
		expect(text).not.toContain('No Claude Code session');
	});

	test('the key that starts one is named where there is such a key', () => {
		expect(shown()).not.toContain('starts one from here');
		const start = {...fakeSessionCommands[0]!, id: 'session.new', keys: ['n']};
		expect(shown({commands: [start]})).toContain('n starts one from here');
	});

	test('those that finished today are one key away', () => {
		const ended = fakeSession({name: 'old', state: 'exited'});
		expect(shown({sessions: new Map([[ended.key, ended]])})).toContain('f shows the 1 that finished today.');
		expect(shown()).not.toContain('finished today');
	});
});

test.each([20, 40, 59, 60, 200])('at %i columns no line is wider', columns => {
	shown({columns, height: 20});
	shown({columns, height: 20, filter: '設計'.repeat(40)});
});

test('in few lines the first ones are shown, without a blank above', () => {
	expect(shown({height: 2}).split('\n')[0]).toContain('No Claude Code session');
	expect(shown({height: 10}).split('\n')[0]!.trim()).toBe('');
});
