import {describe, expect, test} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import type {Session} from '../../../source/core/session.ts';
import {App} from '../../../source/ui/app.tsx';
import {fakeFleet, fakeSession, fakeStore, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {expectToFit, keys, renderAt, type Size} from '../../support/fake-terminal.ts';

const web = fakeFleet().find(({name}) => name === 'web')!;

function show(session: Session, size: Size) {
	const fake = fakeStore([session]);
	const app = <App store={fake.store} commands={commandTable()} act={() => {}} options={testOptions} />;
	return {...fake, terminal: renderAt(app, size)};
}

const tall = {columns: 120, rows: 50};

describe('tables', () => {
	test('cost by model', async () => {
		const {terminal} = show(web, tall);
		await terminal.shows('CACHE WRITE');
		expect(terminal.lines()).toEqual(
			expect.arrayContaining([
				' MODEL       COST  REQUESTS  INPUT  CACHE READ  CACHE WRITE  OUTPUT',
				' Opus 4.5   $0.91        64   4.1k        2.4M         310k     41k',
				' Haiku 4.5  $0.03         5     9k           0            0    1.2k',
			]),
		);
	});

	test('compactions with before → after, cost and whether they have paid off', async () => {
		const {terminal, put} = show(web, tall);
		await terminal.shows(/40m +automatic +186k → 14k +\$0\.02 +paid off/);
		put({...web, compactions: [{...web.compactions[0]!, trigger: 'manual', messagesSince: 1, costUsd: null}]});
		await terminal.shows(/40m +manual +186k → 14k +– +after 3 more/);
	});

	test('background by cause with what turns it off', async () => {
		const {terminal} = show(web, tall);
		await terminal.shows(/prompt suggestion +\$0\.006 +3 +2 +3\.4k +2m +CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false/);
		expect(terminal.text()).toMatch(
			/session title +\$0\.004 +1 +0 +2\.1k +1h28m +CLAUDE_CODE_DISABLE_TERMINAL_TITLE=1/,
		);
	});

	test('subagents, wide names and hostile ones in line', async () => {
		const subagent = fakeFleet()[0]!.subagents[0]!;
		const subagents = [
			{...subagent, agentId: 'a', description: 'x\u001B[31my', finished: true},
			{...subagent, agentId: 'b', description: '設計を読む', finished: false},
		];
		const {terminal} = show(fakeSession({subagents}), tall);
		await terminal.shows('SUBAGENT');
		expect(terminal.lines()).toEqual(
			expect.arrayContaining([
				' SUBAGENT     COST  REQUESTS  TOKENS  STATE     ACTIVE  TYPE',
				' 設計を読む  $0.60        12    206k  running      now  Explore',
				' xy          $0.60        12    206k  finished     now  Explore',
			]),
		);
	});

	test('two beside one another on a wide screen', async () => {
		const {terminal} = show(web, {columns: 200, rows: 50});
		await terminal.shows(/COMPACTION .* MODEL +COST/);
	});

	test('a narrow pane keeps the first columns', async () => {
		const {terminal} = show(web, {columns: 40, rows: 60});
		await terminal.shows(/^MODEL +COST +REQUESTS +INPUT$/m);
		expectToFit(terminal, {columns: 40, rows: 60});
	});
});

describe('when it does not fit', () => {
	test('it says how much more there is, and Tab shows all of it, page by page', async () => {
		const size = {columns: 80, rows: 20};
		const {terminal} = show(web, size);
		await terminal.shows(/… \d+ more lines: Tab/);
		const seen: string[] = [];
		await terminal.press(keys.tab);
		for (let page = 0; page < 4 && !terminal.text().includes(' the end: Tab'); page++) {
			seen.push(terminal.text());
			expectToFit(terminal, size);
			await terminal.press(keys.tab);
		}
		seen.push(terminal.text());
		const all = seen.join('\n');
		for (const text of ['context', 'activity', 'COMPACTION', 'Haiku 4.5', 'prompt suggestion '])
			expect(all).toContain(text);
		terminal.type(keys.escape);
		await terminal.shows(/… \d+ more lines: Tab/);
	});

	test('a pane of ten lines has the list only', async () => {
		const {terminal} = show(web, {columns: 80, rows: 9});
		await terminal.shows('web');
		expect(terminal.text()).not.toContain('activity');
	});
});

test('ages in it go on', async () => {
	const {terminal, store} = show(web, tall);
	await terminal.shows('(1m left)');
	store.setState({now: noon + 70_000});
	await terminal.shows('message $1.17 ($0.09 if cached)');
});

test('on a plan dollars are what the API would have charged, but for what a cloud provider bills', async () => {
	const {terminal, store, put} = show(web, tall);
	await terminal.shows('exact');
	expect(terminal.text()).not.toContain('API-equivalent');
	store.setState({limits: {fiveHour: {usedPercentage: 1, resetsAt: noon}, sevenDay: null}});
	await terminal.shows('exact, API-equivalent');
	put({...web, provider: 'bedrock'});
	await terminal.hides('exact, API-equivalent');
});
