/** Questions in terminals that are too small for them: what is not on the screen whole is not answered. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Command, keysOf, type ScreenControl} from '../../source/control/commands/command.ts';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {App} from '../../source/ui/app.tsx';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {keys, renderAt, type Size} from '../support/fake-terminal.ts';

const realImmediate = setImmediate;
/** React works off what was set between two turns of the event loop. */
const settle = () => new Promise<void>(resolve => realImmediate(() => realImmediate(resolve)));

beforeEach(
	() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date']}),
);
afterEach(() => void vi.useRealTimers());

const question = 'Clear ada? Its conversation with 186k tokens of context ends; it can be resumed later.';
const choices = Array.from({length: 20}, (_, index) => `~/work/project-${index}`);

type Ask = (screen: ScreenControl, onAnswer: () => void) => void;
const asks: Record<string, {open: Ask; answer: string; mistake: string; shows: readonly string[]}> = {
	'yes or no': {
		open: (screen, onAnswer) => screen.confirm(question, onAnswer),
		answer: 'y',
		mistake: 'k',
		shows: [question],
	},
	'yes or no, with what it is about': {
		open: (screen, onAnswer) => screen.confirm('Allow this call in ada?', onAnswer, ['rm -rf build']),
		answer: 'y',
		mistake: 'k',
		shows: ['Allow this call in ada?', 'rm -rf build'],
	},
	'a text': {
		open: (screen, onAnswer) => screen.ask('Prompt for ada:', {initial: 'commit it', multiline: true}, onAnswer),
		answer: keys.enter,
		mistake: keys.up,
		shows: ['Prompt for ada:', 'commit it'],
	},
	'one of many': {
		open: (screen, onAnswer) => screen.choose('Start a session in', choices, onAnswer),
		answer: keys.enter,
		mistake: 'x',
		shows: ['Start a session in', '▸ ~/work/project-0'],
	},
};

function start(open: Ask, size: Size) {
	let answered = 0;
	const command: Command = {
		...keysOf('app')('policy.toggle', ['A'], 'ask', 1),
		description: 'Asks.',
		run: ({screen}) => open(screen, () => answered++),
	};
	const {store} = fakeStore([fakeSession({name: 'ada'}), fakeSession({name: 'bob'})]);
	const app = <App store={store} commands={commandTable([command])} act={() => {}} options={testOptions} />;
	const terminal = renderAt(app, size);
	const press = async (key: string) => {
		terminal.type(key);
		await settle();
		await vi.advanceTimersByTimeAsync(2000);
		await settle();
	};
	return {terminal, press, answered: () => answered};
}

const withoutBlanks = (text: string) => text.replace(/\s/g, '');

describe.each(Object.entries(asks))('%s', (_, {open, answer, mistake, shows}) => {
	test.each([20, 30, 40, 80])('in %i columns is answered where all of it is seen, and only there', async columns => {
		const [seen, unseen] = [new Set<number>(), new Set<number>()];
		for (let rows = 1; rows <= 16; rows++) {
			const {terminal, press, answered} = start(open, {columns, rows});
			await settle();
			await press('A');
			const isWhole = () => shows.every(text => withoutBlanks(terminal.text()).includes(withoutBlanks(text)));
			const was = isWhole();
			(was ? seen : unseen).add(rows);
			await press(mistake);
			expect(isWhole(), `${rows} rows, after a key that is no answer`).toBe(was);
			await press(answer);
			expect(answered(), `${rows} rows`).toBe(was ? 1 : 0);
			if (!was) {
				terminal.resize({columns, rows: 24});
				await settle();
				await press(answer);
				expect(answered(), `${rows} rows, then 24`).toBe(1);
			}
		}
		expect(Math.max(...unseen)).toBeLessThan(Math.min(...seen));
	});
});

test('quitting is possible in a terminal of one row', async () => {
	const {store} = fakeStore([fakeSession({name: 'ada'})]);
	const onExit = vi.fn();
	const app = (
		<App
			store={store}
			commands={commandTable([])}
			act={() => {}}
			options={testOptions}
			quitQuestion={() => {
				onExit();
				return 'Quit and end a headless session?';
			}}
		/>
	);
	const terminal = renderAt(app, {columns: 80, rows: 1});
	await settle();
	terminal.type('q');
	await settle();
	terminal.type(keys.ctrlC);
	await settle();
	expect(onExit).toHaveBeenCalledTimes(1);
});
