import {afterEach, describe, expect, test, vi} from 'vitest';
import type {HostConversations} from '../../../source/cli/hosts/host-conversations.ts';
import {openLazyPast} from '../../../source/cli/past-view.ts';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {pastCommands} from '../../../source/control/commands/past-commands.ts';
import type {Resumable, ResumePorts} from '../../../source/control/commands/resume-command.ts';
import type {PastConversation} from '../../../source/core/past-conversation.ts';
import type {SessionHost} from '../../../source/core/session.ts';
import type {PastReader} from '../../../source/reports/sessions/past-reader.ts';
import {App} from '../../../source/ui/app.tsx';
import {pastScreen} from '../../../source/ui/past/view.tsx';
import {fakeSession, fakeStore, fakeTotals, noon} from '../../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../../support/fake-screen.ts';
import {expectToFit, keys, renderAt, type Size} from '../../support/fake-terminal.ts';

const hour = 3_600_000;

const conversation = (title: string | null, hours: number, more: Partial<PastConversation> = {}): PastConversation => ({
	sessionId: `${String(hours).padStart(8, '0')}-7c1f-4e2a-9b60-0c4d5e6f7a8b`,
	...{configDir: '/home/ada/.claude', title, lastPrompt: 'Fix it', cwd: '/home/ada/work/web', gitBranch: 'main'},
	...{lastAt: noon - hours * hour, costUsd: 1.5, partial: true},
	...more,
});

const many = Array.from({length: 40}, (_, index) => conversation(`Number ${index + 1}`, index + 1));

const close = new Set<() => void>();
afterEach(() => {
	for (const each of close) each();
	close.clear();
});

function start(
	all: readonly PastConversation[],
	size: Size = {columns: 120, rows: 30},
	elsewhere?: HostConversations,
	host: SessionHost | null = null,
) {
	const {store} = fakeStore([fakeSession({name: 'web', sessionId: many[2]!.sessionId, host})], fakeTotals);
	let report = (_progress: number) => {};
	let finish = () => {};
	const reader: PastReader = {
		find(search) {
			const found = all.filter(({title}) => (title ?? '').toLowerCase().includes(search));
			const at = (index: number) => found[index] ?? null;
			return {count: found.length, isCut: false, at};
		},
		refresh(onProgress) {
			report = onProgress;
			return new Promise(resolve => {
				finish = resolve;
			});
		},
		close: async () => {},
	};
	const resume = vi.fn(async (_: Resumable, choice: Parameters<ResumePorts['resume']>[1]) => `went ${choice.way}`);
	const copied: string[] = [];
	const past = openLazyPast({
		openReader: async () => reader,
		sessions: () => store.getState().sessions.values(),
		portsOf: () => ({resumeWays: () => ['split', 'background', 'here'], resume}),
		copyId: sessionId => void copied.push(sessionId),
		...(elsewhere && {elsewhere}),
	});
	const app = (
		<App
			store={store}
			commands={commandTable([...fakeSessionCommands, ...pastCommands(past)])}
			act={() => {}}
			options={testOptions}
			views={{past: pastScreen(past)}}
		/>
	);
	const terminal = renderAt(app, size);
	return {terminal, resume, copied, report: (progress: number) => report(progress), finish: () => finish()};
}

async function open(terminal: ReturnType<typeof start>['terminal']) {
	await terminal.shows('today');
	terminal.type('R');
	await terminal.shows('Past conversations');
}

describe.each([
	{columns: 40, rows: 12},
	{columns: 40, rows: 40},
	{columns: 60, rows: 24},
	{columns: 80, rows: 24},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
])('at $columns × $rows', size => {
	test('every line fits, whatever conversations are called', async () => {
		const odd = [
			conversation('設計レビュー 🎉', 1, {cwd: '/home/ada/数据/管道/很长的目录名称/更长', gitBranch: 'feature/清洗'}),
			conversation('x'.repeat(300), 2, {lastPrompt: 'y '.repeat(300), gitBranch: 'z'.repeat(80)}),
			conversation(null, 3, {lastPrompt: null, cwd: null, gitBranch: null, costUsd: null}),
		];
		const {terminal} = start([...odd, ...many], size);
		await open(terminal);
		await terminal.shows('Number 1');
		for (const key of [keys.enter, keys.down, keys.down, keys.down, keys.end]) {
			await terminal.press(key);
			expectToFit(terminal, size);
		}
	});
});

test('it is searched as it is typed, the arrows move meanwhile, and Enter goes to the list', async () => {
	const {terminal, finish} = start(many);
	await open(terminal);
	await terminal.shows('▸ Number 1 ');
	finish();
	await terminal.hides('reading transcripts');
	for (const letter of 'number 3') terminal.type(letter);
	await terminal.shows(/\/ number 3 .* 11\n/);
	await terminal.shows('▸ Number 3 ');
	terminal.type(keys.down);
	await terminal.shows('▸ Number 30 ');
	await terminal.press(keys.enter);
	await terminal.shows('⏎ resume');
	await terminal.shows('▸ Number 30 ');
	expect(terminal.text()).toMatch(/30 · Fix it +~\/work\/web +main +1d +≥\$1.50/);
	expect(terminal.text()).toContain('prompt      Fix it');
});

test('Enter resumes the chosen one where the person says, f goes on with a copy, o copies its id', async () => {
	const {terminal, resume, copied} = start(many);
	await open(terminal);
	await terminal.press(keys.enter);
	await terminal.press(keys.down);
	await terminal.shows('▸ Number 2 ');
	terminal.type(keys.enter);
	await terminal.shows('Resume Number 2');
	terminal.type(keys.down);
	await terminal.shows('▸ in the background');
	terminal.type(keys.enter);
	await terminal.shows('went background');
	expect(resume.mock.lastCall).toMatchObject([{name: 'Number 2', cwd: '/home/ada/work/web'}, {fork: false}]);
	// What is typed after a question is ignored, until Escape.
	terminal.type(keys.escape);
	await terminal.hides('went background');
	terminal.type('o');
	await vi.waitFor(() => expect(copied).toEqual([many[1]!.sessionId]), 20_000);
	terminal.type('f');
	await terminal.shows('Resume a copy of Number 2');
	terminal.type(keys.enter);
	await vi.waitFor(() => expect(resume.mock.lastCall![1]).toEqual({way: 'split', fork: true}), 20_000);
});

test('one that runs says so; only a copy of it can go on', async () => {
	const {terminal, resume} = start(many);
	await open(terminal);
	await terminal.press(keys.enter);
	terminal.type(keys.down + keys.down);
	await terminal.shows('it is running');
	expect(terminal.text()).toMatch(/Number 3 .* runs /);
	terminal.type(keys.enter);
	await terminal.shows('Number 3 is running: f resumes a copy of it');
	expect(resume).not.toHaveBeenCalled();
});

test.each([
	['shares the history of this one goes on in a copy only', undefined, 'Number 3 is running: f resumes a copy of it'],
	['has a history of its own is another one', 'dev', 'Resume Number 3'],
])('one that runs on a machine that %s', async (_, place, words) => {
	const nothing = {conversations: [], missing: [], cut: []};
	const placeOf = (name: string | undefined) => (name === 'dev' ? place : name);
	const elsewhere = {find: () => nothing, placeOf, refresh() {}, onChange() {}};
	const {terminal} = start(many, undefined, elsewhere, {name: 'dev', lostAt: null, prices: null});
	await open(terminal);
	await terminal.press(keys.enter);
	terminal.type(keys.down + keys.down);
	await terminal.shows('it is running');
	terminal.type(keys.enter);
	await terminal.shows(words);
});

test('how far the transcripts are read is said, and what is not there', async () => {
	const {terminal, report, finish} = start([]);
	await open(terminal);
	await terminal.shows('Nothing yet: the transcripts are being read');
	report(0.42);
	await terminal.shows('reading transcripts 42%');
	finish();
	await terminal.shows('There are no past conversations');
	terminal.type('x');
	await terminal.shows('No conversation has all of these words');
	await terminal.press(keys.enter);
	terminal.type('f');
	await terminal.shows('There is no conversation to choose');
});

test('it says of which machines only the latest are listed', async () => {
	const box = many.slice(0, 3).map(one => ({...one, host: 'box', sessionId: `box ${one.sessionId}`}));
	const cut = [{name: 'box', latest: 3}];
	const find = () => ({conversations: box, missing: ['dev'], cut});
	const {terminal} = start(
		many.slice(0, 5),
		{columns: 100, rows: 30},
		{find, placeOf: () => undefined, refresh() {}, onChange() {}},
	);
	terminal.type('R');
	await terminal.shows('the latest 3 of box');
	expect(terminal.text()).toMatch(/without dev +the latest 3 of box +8 or more/);
});

test('the selected conversation stays selected when another one comes in above it', async () => {
	const all = [...many];
	const {terminal, copied, finish} = start(all);
	await open(terminal);
	await terminal.shows('Number 4');
	await terminal.press(keys.enter);
	terminal.type(keys.down);
	await terminal.shows(/▸ Number 2/);
	all.unshift(conversation('It was read just now', 0), conversation('And another', 0.5));
	finish();
	await terminal.shows('It was read just now');
	await terminal.shows(/▸ Number 2/);
	terminal.type('o');
	await vi.waitFor(() => expect(copied).toEqual([many[1]!.sessionId]));
});
