import {Text} from 'ink';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import type {LogEntry} from '../../../source/core/action-log.ts';
import type {Session} from '../../../source/core/session.ts';
import type {MonitorState} from '../../../source/store.ts';
import {App, type AppProps} from '../../../source/ui/app.tsx';
import {sumCauses} from '../../../source/ui/views/causes.ts';
import {logLines} from '../../../source/ui/views/log.ts';
import {fakeFleet, fakeSession, fakeStore, fakeTotals, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {keys, renderAt} from '../../support/fake-terminal.ts';

const size = {columns: 120, rows: 30};
afterEach(() => vi.unstubAllEnvs());

function open(
	key: string,
	sessions: readonly Session[],
	state: Partial<MonitorState> = {},
	props: Partial<AppProps> = {},
) {
	const fake = fakeStore(sessions, {...fakeTotals, ...state});
	const app = <App store={fake.store} commands={commandTable()} act={() => {}} options={testOptions} {...props} />;
	const terminal = renderAt(app, size);
	terminal.type(key);
	return {...fake, terminal};
}

describe('background', () => {
	const web = fakeFleet().find(({name}) => name === 'web')!;

	test('adds up by cause what sessions spent, the most expensive first', () => {
		const other = fakeSession({
			background: [
				{...web.background[0]!, requests: null, tokens: null, costUsd: 0.5, lastAt: noon},
				{...web.background[1]!, cause: 'new_kind'},
			],
		});
		expect(sumCauses([web, other])).toEqual([
			{...web.background[0], requests: 1, tokens: 2100, costUsd: 0.504, lastAt: noon},
			web.background[1],
			{...web.background[1], cause: 'new_kind'},
		]);
	});

	test('shows the day, the causes and the sessions', async () => {
		const {terminal} = open('b', fakeFleet());
		await terminal.shows('Background today $0.11, of it while idle $0.03');
		expect(terminal.text()).toMatch(/prompt suggestion +\$0\.006 +3 +2 +3\.4k +2m +CLAUDE_CODE_ENABLE_PROMPT_SUGG/);
		expect(terminal.text()).toMatch(/api-refactor +!\$0\.08 +4% +\$0\.00 +0 +exact/);
		expect(terminal.text()).toContain('1 session not measured by cause: ccmon doctor says why.');
	});

	test('calls a session of another machine by both names', async () => {
		const {terminal} = open('b', [{...web, host: {name: 'box', lostAt: null, prices: null}}]);
		await terminal.shows('Background today');
		expect(terminal.text()).toMatch(/^box\/web +\$/m);
	});

	test('stays within the screen with many sessions, and scrolls', async () => {
		const many = Array.from({length: 50}, (_, index) =>
			fakeSession({name: `s${index}`, cost: {backgroundUsd: 1 - index / 100}}),
		);
		const {terminal} = open('b', many);
		await terminal.shows('s0 ');
		expect(terminal.lines().length).toBeLessThanOrEqual(size.rows);
		expect(terminal.text()).not.toContain('s49');
		terminal.type(keys.end);
		await terminal.shows('s49');
	});
});

describe('log', () => {
	const entry: LogEntry = {
		at: noon - 60_000,
		sessionKey: 'key-web',
		sessionName: 'web\u001B[31m',
		action: 'compact',
		text: 'compacted 186k → 14k',
		outcome: 'done',
	};

	test('newest first, with time and outcome', async () => {
		const refused: LogEntry = {...entry, at: noon, text: 'a dialog is open', outcome: 'refused'};
		const {terminal} = open('L', [], {log: [entry, refused]});
		await terminal.shows('11:59');
		const lines = terminal.lines().filter(line => /^1[12]:/.test(line));
		expect(lines).toEqual(['12:00      ✗ web: a dialog is open', '11:59      ✓ web: compacted 186k → 14k']);
	});

	test('in a narrow pane each entry is there to its end', () => {
		const text = 'clear refused: it is waiting (permission prompt): answer that first';
		const lines = logLines([{...entry, text, outcome: 'refused'}], noon, 40, testOptions.look);
		expect(lines).toEqual([
			'11:59 ✗ web: clear refused: it is',
			'        waiting (permission prompt):',
			'        answer that first',
		]);
	});

	test('after midnight what was before it is of yesterday, also where midnight is at half an hour', async () => {
		vi.stubEnv('TZ', 'Asia/Kolkata');
		// 18:30 UTC is midnight there.
		const midnight = Date.UTC(2026, 10, 22, 18, 30);
		const log = [-10, 10].map(minutes => ({...entry, at: midnight + minutes * 60_000}));
		const {terminal} = open('L', [], {log, now: midnight + 15 * 60_000});
		await terminal.shows('✓ web');
		const times = terminal.lines().flatMap(line => /^(.*?) +✓ web/.exec(line)?.[1] ?? []);
		expect(times).toEqual(['00:10', 'Sun 23:50']);
	});

	test('empty', async () => {
		const {terminal} = open('L', []);
		await terminal.shows('Nothing yet');
	});
});

describe('help', () => {
	test('says what the signs mean, with the norm of the config', async () => {
		const {terminal} = open('?', [], {}, {options: {...testOptions, backgroundNormUsd: 0.5}});
		await terminal.shows('Keys and signs');
		terminal.type(keys.end);
		await terminal.shows('background use above $0.50 a session');
		expect(terminal.text()).toMatch(/≥\$1 +at least/);
	});
});

const History = ({columns, rows, scroll}: {columns: number; rows: number; scroll: number}) => (
	<Text>{`${columns} × ${rows} from ${scroll}`}</Text>
);

test('a view brought along gets its room and the scroll position', async () => {
	const {terminal} = open('h', [], {}, {views: {history: History}});
	// 30 rows without the header, its space, the title and its space, and the footer.
	await terminal.shows('120 × 24 from 0');
});

test.each([
	['?', 'Keys and signs'],
	['L', 'Actions and problems'],
	['b', 'Background use'],
])('%s has a title, and says how to leave it as long as there is room', async (key, title) => {
	const {terminal} = open(key, []);
	await terminal.shows(new RegExp(`^${title}   +Esc goes back$`, 'm'));
	terminal.resize({columns: title.length + 6, rows: 30});
	await terminal.shows(new RegExp(`^${title}   +Esc$`, 'm'));
	terminal.resize({columns: title.length + 1, rows: 30});
	await terminal.shows(new RegExp(`^${title}$`, 'm'));
});

test('problems are below the actions, each with its path, count and what to do', async () => {
	const message = 'Cannot be read: chmod u+r it.';
	const {terminal} = open('L', [], {problems: [{type: 'problem', path: '/home/ada/x.jsonl', message, count: 3}]});
	await terminal.shows('! ~/x.jsonl 3×: Cannot be read: chmod u+r it.');
	expect(terminal.text().indexOf('Nothing yet')).toBeLessThan(terminal.text().indexOf('Could not be read'));
});
