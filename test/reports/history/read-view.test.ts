/** The history from days down to prompts: each level adds up to the row that it was opened of. */
import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import type {HistoryGrouping, HistoryStep} from '../../../source/core/history/choice.ts';
import type {HistoryBook} from '../../../source/core/history/layout.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {indexHistory} from '../../../source/index/scan/index-history.ts';
import {readHistoryBook} from '../../../source/reports/history/read-view.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	problems = [];
});
afterEach(() => folder.remove());

const now = () => Date.parse('2026-11-20T18:00:00Z');

let problems: string[];
const emit = (event: SessionEvent) => void (event.type === 'problem' && problems.push(event.message));
const place = () => ({databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')], now, emit});

async function bookOf(keepPrompts = true): Promise<HistoryBook> {
	await indexHistory({...place(), keepPrompts});
	return (await readHistoryBook({...place(), reference: referenceFigures['2026-08']}))!;
}

/** Opus 4.5: $25 for a million output tokens. */
function conversation(
	sessionId: string,
	cwd: string,
	day: string,
	turns: [asked: string, outputTokens: number][],
): void {
	const place = {sessionId, cwd};
	const lines = turns.flatMap(([asked, outputTokens], turn) => {
		const at = (second: number) => `${day}T10:${String(turn).padStart(2, '0')}:${String(second).padStart(2, '0')}.000Z`;
		const message = {
			...{id: `msg_${sessionId}_${turn}`, role: 'assistant', model: 'claude-opus-4-5-20251101'},
			content: [{type: 'tool_use', id: `t${turn}`, name: 'Bash', input: {}}],
			usage: {input_tokens: 0, output_tokens: outputTokens},
		};
		return [
			{type: 'user', ...place, timestamp: at(0), uuid: `u${turn}`, message: {role: 'user', content: asked}},
			{type: 'assistant', ...place, timestamp: at(9), requestId: `req_${sessionId}_${turn}`, message},
		];
	});
	const path = join(folder.at('claude'), 'projects', 'p', `${sessionId}.jsonl`);
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';
const three = '33333333-3333-4333-8333-333333333333';

function write(): void {
	conversation(one, '/work/web', '2026-11-20', [
		['fix the login', 40_000],
		['and test it', 80_000],
	]);
	conversation(two, '/work/web', '2026-11-20', [['write the docs', 20_000]]);
	conversation(three, '/work/api', '2026-11-19', [['start', 200_000]]);
}

const rowsOf = (book: HistoryBook, grouping: HistoryGrouping, ...opened: [HistoryGrouping, string][]) => {
	const path: HistoryStep[] = opened.map(([by, key]) => ({by, key, name: key, cursor: 0}));
	const {top, total} = book.view({span: 'month', grouping, path});
	expect(top.reduce((sum, {usd}) => sum + usd!, 0)).toBeCloseTo(total.usd!, 9);
	return top.map(({key, name, usd, requests}) => [grouping === 'prompt' ? name : key, usd, requests]);
};

test('day, project, session, prompt', async () => {
	write();
	const book = await bookOf();
	expect(rowsOf(book, 'day')).toEqual([
		['2026-11-20', 3.5, 3],
		['2026-11-19', 5, 1],
	]);
	const day = ['day', '2026-11-20'] as [HistoryGrouping, string];
	expect(rowsOf(book, 'project', day)).toEqual([['/work/web', 3.5, 3]]);
	expect(rowsOf(book, 'session', day, ['project', '/work/web'])).toEqual([
		[one, 3, 2],
		[two, 0.5, 1],
	]);
	expect(rowsOf(book, 'prompt', day, ['project', '/work/web'], ['session', one])).toEqual([
		['fix the login', 1, 1],
		['and test it', 2, 1],
	]);
	expect(rowsOf(book, 'tool', day)).toEqual([['Bash', 3.5, 3]]);
	expect(rowsOf(book, 'session', ['model', 'claude-opus-4-5-20251101'])).toHaveLength(3);
	expect(rowsOf(book, 'session', ['day', '2026-11-18'])).toEqual([]);
});

test('today is a span of its own', async () => {
	write();
	const book = await bookOf();
	const {total, top} = book.view({span: 'today', grouping: 'project', path: []});
	expect(total).toMatchObject({usd: 3.5, requests: 3});
	expect(top.map(({key}) => key)).toEqual(['/work/web']);
});

test('cache misses with their causes, and errors with what their turns had cost', async () => {
	const line = (record: object) => `${JSON.stringify({sessionId: one, cwd: '/work/web', ...record})}\n`;
	write();
	const path = join(folder.at('claude'), 'projects', 'p', `${one}.jsonl`);
	const text = [{type: 'text', text: 'API Error: 529 {"type":"error"}'}];
	const usage = {input_tokens: 0, output_tokens: 0};
	const failed = {id: 'x', role: 'assistant', model: '<synthetic>', content: text, usage};
	const at = '2026-11-20T10:01:30.000Z';
	appendFileSync(path, line({type: 'assistant', timestamp: at, uuid: 'e1', isApiErrorMessage: true, message: failed}));
	const status = {session_id: one, cost: {total_cost_usd: 3}, transcript_path: path};
	const cache = {warm: true, requests: 9, misses: 2, miss_causes: {tools_changed: 1, ttl_expired_5m: 2}};
	mkdirSync(folder.at('state', 'statusline'), {recursive: true, mode: 0o700});
	const file = folder.at('state', 'statusline', `${one}.json`);
	writeFileSync(file, JSON.stringify({...status, prompt_cache: cache}), {mode: 0o600});
	const book = await bookOf();
	const view = (key: string) =>
		book.view({span: 'month', grouping: 'tool', path: [{by: 'session', key, name: key, cursor: 0}]});
	expect(view(one).troubles).toEqual({
		misses: {
			...{count: 2, usd: 0},
			causes: [
				{label: 'idle for 5 minutes', count: 2},
				{label: 'other tools', count: 1},
			],
		},
		errors: {count: 1, usd: 2, byReason: [{label: '529', count: 1}]},
	});
	expect(view(two).troubles).toEqual({misses: null, errors: null});
	// All days together have those of both conversations.
	const all = () => book.view({span: 'month', grouping: 'day', path: []}).troubles;
	expect(all()).toEqual(view(one).troubles);
	// Asked again at each key, they are not read again.
	expect(all()).toBe(all());
});

test('texts of prompts are shown only where they are kept', async () => {
	write();
	const book = await bookOf(false);
	expect(rowsOf(book, 'prompt', ['session', one])).toEqual([
		['not kept', 1, 1],
		['not kept', 2, 1],
	]);
});

test('a database that turns out to be damaged is replaced, which is said, and read the next time', async () => {
	write();
	await bookOf();
	const database = new DatabaseSync(place().databasePath);
	database.exec('UPDATE spending SET input_tokens = 9007199254740993');
	database.close();
	expect(await readHistoryBook({...place(), reference: referenceFigures['2026-08']})).toBeNull();
	expect(problems).toEqual([expect.stringMatching(/^The database was damaged: it was kept as /)]);
	expect(rowsOf(await bookOf(), 'day')).toHaveLength(2);
});
