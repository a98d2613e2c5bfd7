import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {noGit} from '../../source/claude/turn.ts';
import {commandTable} from '../../source/control/commands/command-table.ts';
import type {Session} from '../../source/core/session.ts';
import type {MonitorState} from '../../source/store.ts';
import {App, type AppProps} from '../../source/ui/app.tsx';
import {fakeFleet, fakeSession, fakeStore, fakeTotals} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {expectToFit, keys, renderAt, type Size} from '../support/fake-terminal.ts';

function start(
	sessions: readonly Session[],
	size: Size = {columns: 120, rows: 40},
	state: Partial<MonitorState> = {},
	props: Partial<AppProps> = {},
) {
	const fake = fakeStore(sessions, {...fakeTotals, ...state});
	const app = (
		<App
			store={fake.store}
			commands={commandTable(fakeSessionCommands)}
			act={() => {}}
			options={testOptions}
			{...props}
		/>
	);
	return {...fake, terminal: renderAt(app, size)};
}

const sizes: Size[] = [
	{columns: 40, rows: 10},
	{columns: 40, rows: 50},
	{columns: 60, rows: 24},
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
];

const hostile = [
	fakeSession({name: '設計レビュー 🎉 final', state: 'busy'}),
	fakeSession({
		name: '\u001B[2J\u001B[31mred\u0007\u202Eback\u200B',
		git: {...noGit, branch: 'x\u001B]0;owned\u0007y'},
		cwd: '/tmp/\u001B[5mblink',
	}),
	fakeSession({name: 'a'.repeat(300), modelName: 'm'.repeat(200), waitingFor: 'w'.repeat(100), state: 'waiting'}),
	fakeSession({name: 'e\u0301\u0301\u0301\u0301\u0301\u0301'.repeat(40)}),
	fakeSession({
		name: '',
		cwd: null,
		model: null,
		modelName: null,
		pid: null,
		version: null,
		git: {...noGit, branch: null},
		control: null,
	}),
];

describe.each(sizes)('at $columns × $rows', size => {
	test('every line fits, whatever sessions are called', async () => {
		const {terminal} = start([...fakeFleet(), ...hostile], size);
		await terminal.shows('$3.42');
		for (const key of [
			keys.end,
			keys.tab,
			keys.escape,
			'?',
			keys.escape,
			'b',
			keys.escape,
			'L',
			keys.escape,
			'x',
			keys.escape,
			'/',
		]) {
			expectToFit(terminal, size);
			await terminal.press(key);
		}
		expectToFit(terminal, size);
	});

	test('nothing of a name can steer the terminal', async () => {
		const {terminal} = start(hostile, size);
		await terminal.shows('SESSION');
		// The look of these tests writes no escape sequences of its own.
		expect(terminal.text()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E\u200B]/);
	});

	test('each row says the least: name, state, gauge and cost', async () => {
		const {terminal} = start([fakeSession({name: 'web', state: 'busy'})], size);
		await terminal.shows('web');
		const row = terminal.lines().find(line => line.includes('● busy'));
		expect(row).toMatch(/web .*● busy .*█+.*42% .*\$0\.94/);
	});

	test('a badge says where the policy compacts, and goes when it is stopped', async () => {
		const rules = {compactIdleAt: null, projects: {'/home/ada/work/web': 80}};
		const sessions = [
			fakeSession({name: 'web', cwd: '/home/ada/work/web', state: 'busy'}),
			fakeSession({name: 'api', cwd: '/home/ada/work/api', state: 'busy'}),
		];
		const {terminal, store} = start(sessions, size, {policy: {rules, stopped: false}});
		await terminal.shows('web');
		const rowOf = (name: string) => terminal.lines().find(line => line.includes('●') && line.includes(` ${name} `));
		expect(rowOf('web')).toMatch(size.columns < 60 ? / web +⇣ +● / : / web +⇣(80%)? +● /);
		expect(rowOf('api')).not.toContain('⇣');
		expectToFit(terminal, size);
		store.setState({policy: {rules, stopped: true}});
		await terminal.hides('⇣');
	});

	test('columns stand below one another, wide names or not', async () => {
		const {terminal} = start([...fakeFleet(), ...hostile], size);
		await terminal.shows('api');
		const rows = terminal.lines().filter(line => /[●◆○▪] /.test(line));
		const at = new Set(rows.map(line => stringWidth(line.slice(0, line.search(/[●◆○▪] /)))));
		expect(rows.length).toBeGreaterThan(2);
		expect(at.size).toBe(1);
	});
});

describe('what is shown', () => {
	test('an empty list says what to do next', async () => {
		const {terminal} = start([]);
		await terminal.shows('No Claude Code session is running on this machine.');
		expect(terminal.text()).toContain('Start one in another terminal with: claude');
	});

	test('before the first reading it says that it reads, and not that there is nothing', async () => {
		const {terminal, store} = start([], undefined, {ready: false});
		await terminal.shows('Reading the running sessions');
		expect(terminal.text()).not.toContain('No Claude Code session');
		store.setState({ready: true});
		await terminal.shows('No Claude Code session');
	});

	test('a filter that matches nothing says so, and how to leave it', async () => {
		const {terminal} = start(fakeFleet());
		terminal.type('/');
		await terminal.shows('Esc clear');
		terminal.type('nothing like it');
		await terminal.shows('No session matches “nothing like it”.');
		expect(terminal.text()).toContain('0 shown');
	});

	test('waiting sessions come first, then busy ones, then by name', async () => {
		const {terminal} = start(fakeFleet());
		await terminal.shows('web');
		const names = terminal.lines().flatMap(line => /^[▸ ] {2}(\S+) +[●◆○▪] /.exec(line)?.[1] ?? []);
		expect(names).toEqual(['docs', 'api-refactor', 'infra', 'new', 'web']);
	});

	test('one changed session changes its row', async () => {
		const {terminal, put} = start(fakeFleet());
		await terminal.shows('api-refactor');
		const before = terminal.lines().filter(line => line.includes('infra'));
		put(fakeSession({name: 'new', cost: {totalUsd: 7.77}}));
		await terminal.shows('$7.77');
		expect(terminal.lines().filter(line => line.includes('infra'))).toEqual(before);
	});

	test('a session that has spent its budget is marked in its row, and only that', async () => {
		const budget = {kind: 'session', name: 'api-refactor', limitUsd: 2, hasUnpriced: false} as const;
		const {terminal, store} = start(fakeFleet());
		const api = fakeFleet().find(({name}) => name === 'api-refactor')!;
		const mark = (state: 'near' | 'exceeded') =>
			store.setState({budgets: [{...budget, id: `session ${api.sessionId}`, spentUsd: 2.1, share: 1.05, state}]});
		mark('near');
		await terminal.shows(/api-refactor .* !\$2\.10/);
		mark('exceeded');
		await terminal.shows(/api-refactor .* !!\$2\.10/);
		expect(terminal.lines().filter(line => line.includes('!!'))).toHaveLength(1);
	});

	test('problems are one line with path and count', async () => {
		const problems = [
			{type: 'problem' as const, path: '/home/ada/.claude/old.jsonl', message: 'It cannot be read.', count: 1},
			{
				type: 'problem' as const,
				path: '/home/ada/.claude/x.jsonl',
				message: 'these lines are not JSON and were skipped',
				count: 3,
			},
		];
		const {terminal} = start(fakeFleet(), undefined, {problems});
		await terminal.shows('! 3× ~/.claude/x.jsonl: these lines are not JSON and were skipped, and 1 more');
	});

	test('Esc puts the problems away until there is a new one; the log keeps them', async () => {
		const problem = {type: 'problem' as const, path: '/x/old.jsonl', message: 'it cannot be read', count: 1};
		const {terminal, store} = start(fakeFleet(), undefined, {problems: [problem]});
		await terminal.shows('/x/old.jsonl');
		terminal.type(keys.escape);
		await terminal.hides('/x/old.jsonl');
		terminal.type('L');
		await terminal.shows('! /x/old.jsonl: it cannot be read');
		terminal.type('L');
		store.setState({problems: [problem, {...problem, path: '/x/new.jsonl'}]});
		await terminal.shows('! /x/new.jsonl: it cannot be read, and 1 more');
	});

	test('more sessions than rows scroll, and say where one is', async () => {
		const many = Array.from({length: 60}, (_, index) => fakeSession({name: `s${String(index).padStart(2, '0')}`}));
		const {terminal} = start(many, {columns: 80, rows: 24});
		await terminal.shows('SESSION 1/60');
		expect(terminal.text()).not.toContain('s59');
		terminal.type(keys.end);
		await terminal.shows('SESSION 60/60');
		expect(terminal.text()).toMatch(/▸ +s59/);
		expect(terminal.text()).not.toContain('s00');
	});
});

describe('keys', () => {
	test('the help names every key of the table', async () => {
		const {terminal} = start(fakeFleet(), {columns: 120, rows: 80});
		terminal.type('?');
		await terminal.shows('Keys and signs');
		for (const {description} of commandTable(fakeSessionCommands)) expect(terminal.text()).toContain(description);
	});

	test('a refused key shows its reason in the footer', async () => {
		const {terminal} = start(fakeFleet());
		terminal.type('c');
		await terminal.shows('It waits for an answer: nothing is typed into a dialog');
	});

	test('how far the transcripts are read for the history stands beside the keys, until there is something to say', async () => {
		const {terminal, store} = start([fakeSession({name: 'web'})]);
		store.setState({scanned: 0.42});
		await terminal.shows(/c compact .*reading transcripts ▕█+.?░+▏ 42%$/);
		terminal.resize({columns: 40, rows: 24});
		await terminal.shows(/\? help .*reading 42%$/);
		store.setState({scanned: null});
		await terminal.hides('reading');
	});

	test('a reason too long for the line gets lines of its own', async () => {
		const size = {columns: 40, rows: 20};
		const {terminal} = start(fakeFleet(), size);
		terminal.type('c');
		await terminal.shows('It waits for an answer: nothing is typed');
		expect(terminal.lines().at(-2)).toBe('into a dialog');
		expectToFit(terminal, size);
		terminal.type(keys.down);
		await terminal.shows('c compact');
	});

	test('a key that is no answer is named beside the question', async () => {
		const {terminal} = start([fakeSession({name: 'web'})]);
		terminal.type('x');
		await terminal.shows('Clear web?');
		terminal.type('c');
		await terminal.shows('Press y for yes, n for no');
	});

	test('a question is asked in words, and Esc takes it back', async () => {
		const {terminal} = start([fakeSession({name: 'web'})]);
		terminal.type('x');
		await terminal.shows('Clear web?');
		expect(terminal.text()).toContain('y yes  n no');
		terminal.type(keys.escape);
		await terminal.hides('Clear web?');
	});

	test('what is typed is seen with its cursor, pasted text as well', async () => {
		const {terminal} = start([fakeSession({name: 'web'})], {columns: 40, rows: 24});
		terminal.type('p');
		await terminal.shows('earlier ones');
		terminal.type(keys.paste(`${'0123456789'.repeat(5)} the end`));
		// The end, where the cursor is, stays in view.
		await terminal.shows('the end');
		expectToFit(terminal, {columns: 40, rows: 24});
	});

	test('quitting asks first when something would be lost', async () => {
		const {terminal} = start([], undefined, {}, {quitQuestion: () => 'Two headless sessions end with ccmon. Leave?'});
		terminal.type('q');
		await terminal.shows('Two headless sessions end with ccmon. Leave?');
	});

	test('a view brought along is shown in the room it is given', async () => {
		const {terminal} = start([], undefined, {}, {views: {history: () => null}});
		terminal.type('h');
		await terminal.shows('History   Esc goes back');
	});
});
