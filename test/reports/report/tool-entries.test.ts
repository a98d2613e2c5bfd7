/** What tools cost: figures that can be worked out on paper. Opus 4.5 takes $25 for a million output tokens. */
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {ReportOptions} from '../../../source/reports/report/run-report.ts';
import {writeCorpus} from '../../support/corpus.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {reported} from './reported.ts';

let folder: TemporaryFolder;
let configDir: string;
beforeEach(() => {
	folder = temporaryFolder();
	configDir = folder.at('claude');
});
afterEach(() => folder.remove());

const databasePath = () => folder.at('state', 'ccmon.db');

const report = async (options: Partial<ReportOptions> = {}, columns?: number) => {
	const given = {databasePath: databasePath(), configDirs: [configDir], ...options};
	return (await reported(given, columns)).stdout;
};

interface Row {
	key: string;
	requests: number;
	costUsd: number;
	outputTokens: number;
	calls: number;
	resultBytes: number;
	subagentCalls: number;
	subagentUsd: number;
	server: string | null;
}
type Json = {rows: Row[]; totals: Row; servers: Row[]};
const byTool = async (options: Partial<ReportOptions> = {}) =>
	JSON.parse(await report({by: 'tool', json: true, ...options})) as Json;

let lastId = 0;

/** An answer of so many output tokens that calls these tools, with their results of so many bytes of text. */
function answer(
	outputTokens: number,
	tools: readonly [name: string, bytes: number][] = [],
	{
		sessionId = 'web',
		minute = 0,
		line = {},
		id = ++lastId,
	}: {sessionId?: string; minute?: number; line?: object; id?: number} = {},
): object[] {
	const usage = {input_tokens: 0, output_tokens: outputTokens};
	const timestamp = new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000).toISOString();
	const place = {timestamp, cwd: '/work/web', sessionId, uuid: `u${id}`, ...line};
	const blocks = tools.map(([name], index) => ({type: 'tool_use', id: `t${id}-${index}`, name, input: {}}));
	const records = (blocks.length > 0 ? blocks : [{type: 'text', text: 'done'}]).map(block => ({
		...{type: 'assistant', requestId: `req_${id}`, ...place},
		message: {id: `msg_${id}`, role: 'assistant', model: 'claude-opus-4-5-20251101', content: [block], usage},
	}));
	const results = tools.map(([, bytes], index) => ({
		...{type: 'user', ...place},
		message: {content: [{tool_use_id: `t${id}-${index}`, type: 'tool_result', content: 'x'.repeat(bytes)}]},
	}));
	return [...records, ...results];
}

function write(name: string, records: readonly object[]): void {
	const path = join(configDir, 'projects', 'p', `${name}.jsonl`);
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, records.map(record => `${JSON.stringify(record)}\n`).join(''));
}

const web = 'aaaaaaaa-1111-4111-8111-111111111111';
const inWeb = {sessionId: web};
/** What a result of so many characters takes in a transcript, around them the message. */
const around = Buffer.byteLength(JSON.stringify({content: [{tool_use_id: 't1-0', type: 'tool_result', content: ''}]}));

test('what is left without a tool has no dollars where nothing of it has a price', async () => {
	const unpriced = (records: object[]) =>
		JSON.parse(JSON.stringify(records).replaceAll('claude-opus-4-5-20251101', 'glm-4.7')) as object[];
	write(web, [
		...answer(40_000, [['Read', 10]], inWeb), // $1
		...answer(20_000, [['Bash', 10]], {...inWeb, minute: 1}), // $0.50
		...unpriced(answer(4000, [], {...inWeb, minute: 2})),
	]);
	const {rows, totals} = await byTool();
	expect(rows.map(({key, costUsd, outputTokens}) => [key, costUsd, outputTokens])).toEqual([
		['Read', 1, 40_000],
		['Bash', 0.5, 20_000],
		['no tool', null, 4000],
	]);
	expect(totals).toMatchObject({costUsd: 1.5, requests: 3});
});

describe('a conversation with tools', () => {
	beforeEach(() => {
		lastId = 0;
		write(web, [
			...answer(40_000, [['Read', 1000]], inWeb), // $1
			...answer(
				120_000,
				[
					['Read', 0],
					['Read', 0],
					['mcp__github__search', 500],
				],
				{...inWeb, minute: 20},
			), // $3
			...answer(20_000, [['mcp__github__get', 0]], {...inWeb, minute: 21}), // $0.50
			...answer(8000, [['Agent', 100]], {...inWeb, minute: 22}), // $0.20
			...answer(4000, [], {...inWeb, minute: 23}), // $0.10
		]);
		write(`${web}/subagents/agent-a1`, [
			...answer(40_000, [['Bash', 2000]], {...inWeb, minute: 22, line: {isSidechain: true, agentId: 'a1'}}), // $1
			...answer(12_000, [], {...inWeb, minute: 22, line: {isSidechain: true, agentId: 'a1'}}), // $0.30
		]);
	});

	test('a request is its calls’, in equal parts; a subagent’s is the call’s that started it', async () => {
		const {rows, totals} = await byTool();
		const shown = rows.map(({key, costUsd, requests, calls, outputTokens}) => [
			key,
			costUsd,
			requests,
			calls,
			outputTokens,
		]);
		expect(shown).toEqual([
			['Read', 3, 2, 3, 120_000],
			['Agent', 1.5, 3, 1, 60_000],
			['mcp: github/search', 1, 0, 1, 40_000],
			['mcp: github/get', 0.5, 1, 1, 20_000],
			['no tool', 0.1, 1, 0, 4000],
			['Bash', 0, 0, 1, 0],
		]);
		expect(totals).toMatchObject({costUsd: 6.1, requests: 7, calls: 7, outputTokens: 244_000});
	});

	test('calls and bytes are everybody’s, and what went into those of subagents is said', async () => {
		const {rows} = await byTool();
		const of = (key: string) => rows.find(row => row.key === key);
		expect(of('Bash')).toMatchObject({calls: 1, subagentCalls: 1, subagentUsd: 1, resultBytes: 2000 + around});
		expect(of('Read')).toMatchObject({calls: 3, subagentCalls: 0, resultBytes: 1000 + 3 * around});
		expect(of('no tool')).toMatchObject({calls: 0, resultBytes: 0, server: null});
	});

	test('MCP servers are added up', async () => {
		const {servers, rows} = await byTool();
		expect(servers).toMatchObject([{key: 'mcp: github', server: 'github', costUsd: 1.5, calls: 2, requests: 1}]);
		expect(rows.filter(({server}) => server === 'github')).toHaveLength(2);
		const text = await report({by: 'tool'});
		expect(text).toMatch(/^mcp: github +≥ \$1\.50 +2 /m);
		expect(text).toMatch(/^ {2}search +≥ \$1\.00 +1 /m);
	});

	test('only what was spent in the time asked for', async () => {
		const {rows, totals} = await byTool({since: '2026-11-21'});
		expect(rows).toEqual([]);
		expect(totals.costUsd).toBe(0);
	});

	test('a fork’s copies count once', async () => {
		const fork = 'bbbbbbbb-1111-4111-8111-111111111111';
		const before = await byTool();
		lastId = 0;
		const copied = {sessionId: fork, line: {requestSessionId: web}};
		write(fork, [
			...answer(40_000, [['Read', 1000]], copied),
			...answer(80_000, [['Grep', 0]], {sessionId: fork, minute: 40, id: 99}), // $2
		]);
		const {rows, totals} = await byTool();
		expect(totals.costUsd).toBeCloseTo(before.totals.costUsd + 2, 9);
		expect(rows.find(({key}) => key === 'Read')).toEqual(before.rows.find(({key}) => key === 'Read'));
		expect(rows.find(({key}) => key === 'Grep')).toMatchObject({costUsd: 2, calls: 1});
	});

	test('as a table no line is wider than the terminal', async () => {
		for (const columns of [40, 60, 80, 120]) {
			const [table] = (await report({by: 'tool'}, columns)).split('\n\n');
			for (const line of table!.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
			expect(table).toContain('Read');
		}
	});

	test('as CSV', async () => {
		const [header, read] = (await report({by: 'tool', csv: true})).split('\r\n');
		expect(header).toMatch(/,requests,server,calls,resultBytes,subagentCalls,subagentUsd$/);
		expect(read).toMatch(/^Read,,.*,2,,3,\d+,0,0$/);
	});

	test('what 0.1.0 read of transcripts that are gone is of unknown tools', async () => {
		const before = await byTool();
		const database = new DatabaseSync(databasePath());
		database.exec(`
			UPDATE request SET tools = NULL, result_bytes = NULL; UPDATE conversation SET settled_until = 0;
			UPDATE transcript SET mark = -1, modified_at = 0`);
		database.close();
		rmSync(join(configDir, 'projects', 'p', `${web}.jsonl`));
		const {rows, totals} = await byTool();
		expect(totals.costUsd).toBe(before.totals.costUsd);
		expect(rows.map(({key, costUsd}) => [key, costUsd])).toEqual([
			['unknown', 4.8],
			['Agent', 1.3],
			['Bash', 0],
		]);
	});
});

test('by tool and by day add up to the same, of a corpus in any time zone', async () => {
	const truth = writeCorpus(configDir, {seed: 77, sessions: 25});
	for (const options of [{}, {since: '2026-11-10', until: '2026-11-18'}, {timezone: 'Asia/Kathmandu', since: '7d'}]) {
		const day = JSON.parse(await report({by: 'day', json: true, ...options})) as Json;
		const {rows, totals} = await byTool(options);
		const fields = ['requests', 'outputTokens', 'inputTokens', 'cacheReadInputTokens', 'cacheCreation5mInputTokens'];
		for (const field of fields as (keyof Row)[]) {
			expect(totals[field]).toBe(day.totals[field]);
			expect(rows.reduce((sum, row) => sum + Number(row[field]), 0)).toBe(day.totals[field]);
		}
		expect(totals.costUsd).toBeCloseTo(day.totals.costUsd, 8);
		expect(rows.reduce((sum, {costUsd}) => sum + costUsd, 0)).toBeCloseTo(day.totals.costUsd, 8);
	}
	expect((await byTool()).totals.requests).toBe(truth.requests);
});
