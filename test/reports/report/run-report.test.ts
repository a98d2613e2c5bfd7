import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {defaultConfig} from '../../../source/core/config/config.ts';
import type {ReportOptions} from '../../../source/reports/report/run-report.ts';
import {answerLine, costStateLine, writeTranscript} from '../../index/transcript-files.ts';
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

const report = (options: Partial<ReportOptions> = {}, columns?: number) =>
	reported({databasePath: folder.at('state', 'ccmon.db'), configDirs: [configDir], ...options}, columns);

type JsonRow = {key: string; messages: number; costUsd: number; outputTokens: number} & Record<string, unknown>;
const reportJson = async (options: Partial<ReportOptions> = {}) => {
	const {stdout} = await report({json: true, ...options});
	return JSON.parse(stdout) as {by: string; timezone: string; rows: JsonRow[]; totals: JsonRow};
};

describe('a corpus', () => {
	test('is reported by day and by model as its truth has it', async () => {
		const truth = writeCorpus(configDir, {seed: 31, sessions: 20});
		for (const [by, expected] of [['day', truth.byDay] as const, ['model', truth.byModel] as const]) {
			const {rows, totals, timezone} = await reportJson({by});
			const known = rows.filter(({key}) => key !== 'unknown');
			expect(Object.fromEntries(known.map(row => [row.key, row.outputTokens]))).toEqual(
				Object.fromEntries(Object.entries(expected).map(([key, {outputTokens}]) => [key, outputTokens])),
			);
			expect(totals).toMatchObject({
				inputTokens: truth.total.inputTokens,
				outputTokens: truth.total.outputTokens,
				cacheReadInputTokens: truth.total.cacheReadInputTokens,
				cacheCreation5mInputTokens: truth.total.cacheCreation5mInputTokens,
				cacheCreation1hInputTokens: truth.total.cacheCreation1hInputTokens,
				messages: truth.requests,
			});
			expect(rows.reduce((sum, {costUsd}) => sum + costUsd, 0)).toBeCloseTo(totals.costUsd, 6);
			expect(timezone).toBe('UTC');
		}
	});
});

/** $2.50 seen, and the same share of the $0.25 that were reported in addition to the $3.50 of two days. */
const onEve = 2.5 + (0.25 * 2.5) / 3.5;

/** Opus 4.5 is $5 for a million input, $25 output, $6.25 and $10 cache writes, $0.50 cache reads. */
describe('three conversations', () => {
	beforeEach(() => {
		const web = {sessionId: 'web', cwd: '/work/web'};
		writeTranscript(configDir, 'web', [
			answerLine({...web, id: 'msg_1', at: '2026-11-19T23:30:00.000Z', outputTokens: 100_000}),
			answerLine({...web, id: 'msg_2', at: '2026-11-20T10:00:00.000Z', outputTokens: 20_000, inputTokens: 100_000}),
			costStateLine('web', '2026-11-20T10:00:01.000Z', 3.75, {}),
		]);
		const docs = {sessionId: 'docs', cwd: '/work/docs', model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'};
		writeTranscript(configDir, 'docs', [
			answerLine({...docs, id: 'msg_3', at: '2026-11-20T11:00:00.000Z', outputTokens: 10_000}),
		]);
		const odd = {sessionId: 'odd', cwd: '/work/odd\u001b[31m', model: 'someone-elses-model'};
		writeTranscript(configDir, 'odd', [
			answerLine({...odd, id: 'msg_4', at: '2026-11-12T11:00:00.000Z', outputTokens: 7}),
		]);
	});

	test('what has no price is marked in its row and in the sum, and named below', async () => {
		const {stdout} = await report({by: 'day'});
		expect(stdout).toMatch(/2026-11-12 +\$\? /);
		expect(stdout).toMatch(/^total +≥ \$3\.90 /m);
		expect(stdout).toContain(
			'$?, ≥: no price known for someone-elses-model: not in these dollars; [prices] in the config',
		);
	});

	test('by day: dollars, and what Claude Code reported beyond them as background', async () => {
		const {rows, totals} = await reportJson();
		const cents = rows.map(row => ({...row, costUsd: row.costUsd && Math.round(row.costUsd * 1e9) / 1e9}));
		expect(cents).toMatchObject([
			{key: '2026-11-12', costUsd: null, backgroundUsd: null, unpricedModels: ['someone-elses-model'], partial: true},
			{key: '2026-11-19', costUsd: Math.round(onEve * 1e9) / 1e9, basis: 'reported', partial: false},
			// $0.50 + $0.50 seen, and $0.15 of a conversation without a report.
			{
				key: '2026-11-20',
				costUsd: Math.round((3.9 - onEve) * 1e9) / 1e9,
				basis: 'estimated',
				partial: true,
				messages: 2,
			},
		]);
		expect(totals).toMatchObject({costUsd: 3.9, backgroundUsd: 0.25, messages: 4});
	});

	test.each([
		['week', ['2026-W46', '2026-W47']],
		['month', ['2026-11']],
		['session', ['web', 'docs', 'odd']],
		['project', ['/work/web', '/work/docs', '/work/odd\u001b[31m']],
		[
			'model',
			['claude-opus-4-5-20251101', 'unknown', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'someone-elses-model'],
		],
		['cause', ['main', 'unreported']],
	])('by %s', async (by, keys) => {
		const {rows} = await reportJson({by});
		expect(rows.map(({key}) => key)).toEqual(keys);
	});

	test('in another time zone its days are that zone’s', async () => {
		const {rows, timezone} = await reportJson({timezone: 'Asia/Tokyo', since: '2026-11-20'});
		expect(timezone).toBe('Asia/Tokyo');
		expect(rows).toMatchObject([{key: '2026-11-20', costUsd: 3.9, messages: 3}]);
	});

	test.each([
		[{since: '1d'}, 3.9 - onEve],
		[{since: '2d'}, 3.9],
		[{since: 'yesterday', until: 'yesterday'}, onEve],
		[{until: '2026-11-19'}, onEve],
		[{since: '2026-12-01'}, 0],
	])('%o costs $%d', async (options, usd) => {
		expect((await reportJson(options)).totals.costUsd).toBeCloseTo(usd, 9);
	});

	test('as CSV, with names that cannot become formulas', async () => {
		const {stdout} = await report({csv: true, by: 'project'});
		const [header, web] = stdout.split('\r\n');
		expect(header).toMatch(/^key,name,inputTokens,/);
		expect(web).toMatch(/^\/work\/web,web,100000,120000,0,0,0,0,3\.75,0\.25,2,reported,false,,2$/);
	});

	test('as a table: nothing in it can move the cursor, and no line is wider than the terminal', async () => {
		const {stdout} = await report({by: 'project'}, 100);
		expect(stdout).toContain('$3.75');
		expect(stdout).toContain('█');
		expect(stdout).toContain('someone-elses-model');
		expect(stdout).not.toContain('\u001b');
		for (const columns of [40, 60, 80, 120]) {
			const table = (await report({by: 'project'}, columns)).stdout.split('\n\n')[0]!;
			for (const line of table.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
			expect(table).toContain('$3.75');
		}
	});

	test('what providers say stands below it, with what was spent here meanwhile', async () => {
		const besides = async (spentSince: (at: number) => number) => [
			'LiteLLM, key “ci”: $3.00',
			'Console: no \u001b[2Janswer.',
			`here: ${spentSince(Date.parse('2026-11-20T00:00:00Z')).toFixed(2)}`,
		];
		const {stdout} = await report({besides});
		expect(stdout).toMatch(/\n\nLiteLLM, key “ci”: \$3\.00\nConsole: no answer\.\nhere: 1\.22\n$/);
	});

	test('on a plan it says what its dollars are', async () => {
		expect((await report({subscription: true})).stdout).toContain('Dollars are what the API would charge');
		expect((await report()).stdout).not.toContain('the API would charge');
	});

	test('in a pipe there are no bars', async () => {
		expect((await report()).stdout).not.toContain('█');
	});

	test.each([
		[{by: 'colour'}, '--by colour: one of day, week'],
		[{since: 'tomorrow'}, '--since tomorrow: a day such as'],
		[{timezone: 'Moon'}, '--timezone Moon: not a time zone'],
		[{since: '2026-11-02', until: '2026-11-01'}, '--since is later than --until'],
		[{json: true, csv: true}, '--json or --csv'],
	])('%o is refused with what is right', async (options, message) => {
		const {code, stdout, stderr} = await report(options);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toContain(message);
	});

	test('a budget that is exceeded is said, and the exit code tells scripts', async () => {
		const budgets = {...defaultConfig.budgets, dayUsd: 1.2, monthUsd: 100, projects: {'/work': 3, '/work/docs': 1}};
		const {code, stderr} = await report({check: true, budgets});
		expect(code).toBe(1);
		expect(stderr.trim().split('\n')).toEqual([
			'Over budget: project /work, ≥ $3.90 of $3.00 (130%)',
			'Over budget: day 2026-11-20, $1.22 of $1.20 (102%)',
		]);
		expect(await report({check: true, budgets: {...budgets, dayUsd: 2, monthUsd: null, projects: {}}})).toMatchObject({
			code: 0,
			stderr: '',
		});
	});
});

test.each([
	['the day', {dayUsd: 100}, 2],
	['the month', {monthUsd: 100}, 2],
	['its project', {projects: {'/w': 100}}, 2],
	['another project', {projects: {'/other': 100}}, 0],
	['any session', {sessionUsd: 100}, 2],
	['another session', {sessions: {other: 100}}, 0],
	['nothing that is left of the day', {dayUsd: 0.5}, 1],
])('a model without a price keeps a budget of %s from being checked', async (_, budget, expected) => {
	writeTranscript(configDir, 'a', [
		answerLine({id: 'm1', at: '2026-11-20T10:00:00.000Z', sessionId: 'a', cwd: '/w', outputTokens: 40_000}),
		answerLine({
			id: 'm2',
			at: '2026-11-20T11:00:00.000Z',
			sessionId: 'a',
			cwd: '/w',
			model: 'glm-4.6',
			outputTokens: 5,
		}),
	]);
	const {code, stderr} = await report({check: true, budgets: {...defaultConfig.budgets, ...budget}});
	expect(code).toBe(expected);
	if (expected === 2) expect(stderr).toContain('no price is known for glm-4.6');
});

test('a fork goes on with its parent’s total: what the parent spent is not hidden use of the fork', async () => {
	const answer = (sessionId: string, id: string, time: string) =>
		answerLine({id, at: `2026-11-20T${time}:00.000Z`, sessionId, cwd: '/w', outputTokens: 40_000});
	const started = '2026-11-20T10:00:00.000Z';
	writeTranscript(configDir, 'parent', [answer('parent', 'm1', '10:00'), costStateLine('parent', started, 1.5)]);
	writeTranscript(configDir, 'fork', [answer('fork', 'm2', '11:00'), costStateLine('fork', started, 2.75)]);
	const {rows} = await reportJson({by: 'session'});
	expect(rows).toMatchObject([
		{key: 'parent', costUsd: 1.5, backgroundUsd: 0.5},
		{key: 'fork', costUsd: 1.25, backgroundUsd: 0.25},
	]);
});

test('without any history it says so', async () => {
	expect(await report()).toMatchObject({code: 0, stdout: 'Nothing was spent in this time (UTC).\n'});
});

test('a folder that was not asked for is not in it', async () => {
	writeTranscript(configDir, 'a', [
		answerLine({id: 'msg_a', at: '2026-11-20T10:00:00.000Z', sessionId: 'a', cwd: '/a'}),
	]);
	await report();
	expect((await reportJson({configDirs: [folder.at('other')]})).rows).toEqual([]);
});
