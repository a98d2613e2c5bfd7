/** What terminals send that is no key of ccmon's, byte for byte: nothing may come of it. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {App} from '../../source/ui/app.tsx';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

const realImmediate = setImmediate;
/** React works off what was set between two turns of the event loop. */
const settle = () => new Promise<void>(resolve => realImmediate(() => realImmediate(resolve)));

beforeEach(
	() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date']}),
);
afterEach(() => void vi.useRealTimers());

const act = vi.fn();

async function start() {
	act.mockClear();
	const {store} = fakeStore([fakeSession({name: 'ada'}), fakeSession({name: 'bob'})]);
	const app = <App store={store} commands={commandTable(fakeSessionCommands)} act={act} options={testOptions} />;
	const terminal = renderAt(app, {columns: 100, rows: 24});
	await settle();
	const send = async (bytes: string) => {
		terminal.type(bytes);
		await settle();
		await vi.advanceTimersByTimeAsync(1000);
		await settle();
	};
	return {terminal, send};
}

const foreign = {
	// With the kitty keyboard protocol, of a terminal that has nothing to copy.
	'Cmd+c': '\u001B[99;9u',
	'Cmd+x': '\u001B[120;9u',
	'Cmd+y': '\u001B[121;9u',
	'Hyper+y': '\u001B[121;17u',
	'Ctrl+Shift+c': '\u001B[99;6u',
	'Ctrl+Shift+y': '\u001B[121;6u',
	'Alt+c': '\u001Bc',
	'Alt+y': '\u001By',
	F1: '\u001BOP',
	'F12, with Ctrl': '\u001B[24;5~',
	'the window got the focus': '\u001B[I',
	'a click, which another program left reported': '\u001B[<0;12;5M',
	'the same as old terminals report it': '\u001B[M cy',
	'the background colour': '\u001B]11;rgb:1c1c/1c1c/1c1c\u001B\\',
	'the kind of terminal': '\u001B[?62;22c',
	'where the cursor is': '\u001B[5;10R',
};

test.each(Object.entries(foreign))('%s does nothing in the list, and does not answer a question', async (_, bytes) => {
	const {terminal, send} = await start();
	await send(bytes);
	expect(terminal.text()).not.toContain('Clear');
	await send('x');
	expect(terminal.text()).toContain('Clear ada?');
	await send(bytes);
	expect(act).not.toHaveBeenCalled();
	expect(terminal.text()).toContain('Clear ada?');
	await send('y');
	expect(act.mock.calls.map(([{type}]) => type)).toEqual(['clear']);
});
