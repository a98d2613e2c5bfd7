/**
 * `ccmon report`, `tpm` and `metrics`, as they are built, over transcripts whose totals were worked out elsewhere: by the
 * generator while it wrote a corpus, and on paper for a few lines written by hand.
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type Ran, runCcmon} from '../support/ccmon.ts';
import {writeCorpus} from '../support/corpus.ts';
import {type CorpusTruth, noTotals} from '../support/corpus-truth.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import type {LedgerTotals} from '../support/ledger.ts';

type Row = LedgerTotals & {key: string; messages: number; costUsd: number; backgroundUsd: number; name: string | null};
interface Report {
	schema: number;
	by: string;
	timezone: string;
	rows: Row[];
	totals: Row;
}

let folder: TemporaryFolder;
beforeAll(() => {
	folder = temporaryFolder();
});
afterAll(() => folder?.remove());

async function reportIn(home: string, ...args: string[]): Promise<Report> {
	const {stdout, stderr, code} = await runCcmon(['report', '--json', ...args], {home});
	expect(code).toBe(0);
	// The generated corpus has some: every report says so.
	expect(stderr.replace(/^\S+: Damaged records in it and in \d+ other transcripts were left out.*\n/, '')).toBe('');
	return JSON.parse(stdout);
}

const dayMs = 86_400_000;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Monday to Sunday, of the year that has its Thursday. */
function weekOf(date: string): string {
	const at = Date.parse(date);
	const thursday = new Date(at + (3 - ((new Date(at).getUTCDay() + 6) % 7)) * dayMs);
	const newYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
	const week = Math.floor((thursday.getTime() - newYear) / (7 * dayMs)) + 1;
	return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}

function groupBy(totals: Record<string, LedgerTotals>, keyOf: (key: string) => string): Record<string, LedgerTotals> {
	const groups: Record<string, LedgerTotals> = {};
	for (const [key, part] of Object.entries(totals)) {
		groups[keyOf(key)] ??= noTotals();
		const group = groups[keyOf(key)]!;
		for (const field of Object.keys(part) as (keyof LedgerTotals)[]) group[field] += part[field];
	}
	return groups;
}

const totalsOf = ({messages, ...row}: Row): LedgerTotals => ({
	inputTokens: row.inputTokens,
	outputTokens: row.outputTokens,
	cacheReadInputTokens: row.cacheReadInputTokens,
	cacheCreation5mInputTokens: row.cacheCreation5mInputTokens,
	cacheCreation1hInputTokens: row.cacheCreation1hInputTokens,
	requests: messages,
});

/** Dollars per million: input, output, cache reads, 5-minute and 1-hour cache writes. */
const prices: Record<string, readonly number[]> = {
	opus: [5, 25, 0.5, 6.25, 10],
	sonnet: [3, 15, 0.3, 3.75, 6],
	haiku: [1, 5, 0.1, 1.25, 2],
};

function usdOf(model: string, totals: LedgerTotals): number {
	const [input, output, read, fiveMinutes, oneHour] = prices[/opus|sonnet|haiku/.exec(model)![0]]! as [
		number,
		number,
		number,
		number,
		number,
	];
	const {inputTokens, outputTokens, cacheReadInputTokens, ...written} = totals;
	const {cacheCreation5mInputTokens, cacheCreation1hInputTokens} = written;
	const read1M = inputTokens * input + outputTokens * output + cacheReadInputTokens * read;
	return (read1M + cacheCreation5mInputTokens * fiveMinutes + cacheCreation1hInputTokens * oneHour) / 1e6;
}

describe('over a generated corpus', () => {
	let truth: CorpusTruth;
	let home: string;
	const report = (...args: string[]) => reportIn(home, ...args);
	/** What is known to be spent, but of which request is not: Claude Code's totals are more than its transcripts. */
	const known = ({rows}: Report) => Object.fromEntries(rows.map(row => [row.key, totalsOf(row)]));
	beforeAll(() => {
		home = folder.at('corpus');
		// Midnight, so that the days are the same however long the tests take.
		const end = Math.floor(Date.now() / dayMs) * dayMs - dayMs;
		truth = writeCorpus(folder.at('corpus', '.claude'), {seed: 71, sessions: 30, days: 40, end});
	});

	test('says of which files it left lines out, when it reads them', async () => {
		const {stdout, stderr, code} = await runCcmon(['report', '--json'], {home});
		const {problems} = JSON.parse(stdout) as {problems: {path: string; message: string; count: number}[]};
		expect(code).toBe(0);
		expect(truth.brokenLines).toBeGreaterThan(0);
		expect(problems.reduce((sum, {count}) => sum + count, 0)).toBe(truth.brokenLines);
		expect(
			stderr
				.trimEnd()
				.split('\n')
				.map(line => line.split(': ')[0]),
		).toEqual(problems.map(({path}) => path));
	});

	test('by day, week and month', async () => {
		for (const [by, keyOf] of [
			['day', (date: string) => date],
			['week', weekOf],
			['month', (date: string) => date.slice(0, 7)],
		] as const) {
			const found = await report('--by', by);
			expect(known(found)).toEqual(groupBy(truth.byDay, keyOf));
			expect(found).toMatchObject({schema: 1, by, timezone: 'UTC'});
			expect(totalsOf(found.totals)).toEqual(truth.total);
		}
	});

	test('by model, with its dollars', async () => {
		const {rows} = await report('--by', 'model');
		const models = rows.filter(({key}) => key !== 'unknown');
		expect(Object.fromEntries(models.map(row => [row.key, totalsOf(row)]))).toEqual(truth.byModel);
		for (const {key, costUsd} of models) expect(costUsd).toBeCloseTo(usdOf(key, truth.byModel[key]!), 6);
	});

	test('by cause', async () => {
		const found = known(await report('--by', 'cause'));
		const sessions = Object.values(truth.bySession);
		const sumOf = (parts: readonly LedgerTotals[]) => groupBy(Object.fromEntries(parts.entries()), () => 'all').all;
		expect(found.main).toEqual(sumOf(sessions.map(({main}) => main)));
		expect(found.subagent).toEqual(sumOf(sessions.map(({subagents}) => subagents)));
	});

	test('since 7d: today and the six days before', async () => {
		let first: string;
		let found: Report;
		// Again when a day has begun meanwhile.
		do {
			first = dateOf(Date.now() - 6 * dayMs);
			found = await report('--since', '7d');
		} while (dateOf(Date.now() - 6 * dayMs) !== first);
		const days = Object.entries(truth.byDay).filter(([date]) => date >= first);
		expect(days.length).toBeGreaterThan(0);
		expect(days.length).toBeLessThan(Object.keys(truth.byDay).length);
		expect(known(found)).toEqual(Object.fromEntries(days));
	});

	test('as CSV, the rows of the JSON', async () => {
		const {rows} = await report('--by', 'model');
		const {stdout} = await runCcmon(['report', '--csv', '--by', 'model'], {home});
		const [header = '', ...lines] = stdout.trimEnd().split('\r\n');
		const columns = header.split(',');
		const values = lines.map(line => line.split(','));
		const column = (name: keyof Row) => values.map(line => line[columns.indexOf(name)]);
		expect(column('key')).toEqual(rows.map(({key}) => key));
		expect(column('outputTokens')).toEqual(rows.map(({outputTokens}) => String(outputTokens)));
		expect(column('costUsd')).toEqual(rows.map(({costUsd}) => String(costUsd)));
	});

	test('as a table, with a total', async () => {
		const {stdout} = await runCcmon(['report', '--by', 'project'], {home});
		expect(stdout).toMatch(/^PROJECT +COST +BACKGROUND +INPUT +OUTPUT +CACHE READ +CACHE WRITE +REQUESTS$/m);
		const {totals} = await report();
		expect(stdout).toMatch(new RegExp(`^total +≥ \\$${totals.costUsd.toFixed(2).replace('.', '\\.')} `, 'm'));
		for (const {cwd} of Object.values(truth.bySession)) expect(stdout).toContain(`\n${cwd} `);
		expect(stdout).toContain('Days of UTC.');
	});

	test('metrics: tokens by model, each request counted once', async () => {
		const {stdout} = await runCcmon(['metrics'], {home});
		for (const [model, totals] of Object.entries(truth.byModel)) {
			const sum = (name: string, and = '') =>
				[
					...stdout.matchAll(new RegExp(`^${name}{[^}]*model="${model}"(?:,purpose="\\w+")?${and}} (\\S+)$`, 'gm')),
				].reduce((total, [, value]) => total + Number(value), 0);
			expect(sum('ccmon_tokens_total', ',type="output"')).toBe(totals.outputTokens);
			expect(sum('ccmon_tokens_total', ',type="cacheRead"')).toBe(totals.cacheReadInputTokens);
			expect(sum('ccmon_requests_total')).toBe(totals.requests);
			expect(sum('ccmon_cost_usd_total')).toBeCloseTo(usdOf(model, totals), 6);
		}
	});
});

describe('over a few lines', () => {
	let home: string;
	let noon: number;
	/** A million tokens of Opus 4.5's output are $25: so many are a dollar. */
	const dollar = 40_000;
	beforeAll(() => {
		home = folder.at('lines');
		// Of yesterday: whenever the tests run, it is past.
		noon = Math.floor(Date.now() / dayMs) * dayMs - dayMs / 2;
		const answer = (sessionId: string, cwd: string, minute: number, outputTokens: number) =>
			answerLine({
				id: `msg_${sessionId}_${minute}`,
				at: new Date(noon + minute * 60_000).toISOString(),
				...{sessionId, cwd, outputTokens, cacheReadInputTokens: 0},
			});
		const configDir = folder.at('lines', '.claude');
		writeTranscript(configDir, 'web-1', [
			answer('web-1', '/work/web', 0, dollar),
			answer('web-1', '/work/web', 1, 2 * dollar),
		]);
		writeTranscript(configDir, 'web-2', [answer('web-2', '/work/web', 2, 4 * dollar)]);
		// Beside one another, in one minute.
		writeTranscript(configDir, 'docs', [
			answer('docs', '/work/docs', 2, 8 * dollar),
			answer('docs', '/work/docs', 3, 16 * dollar),
		]);
	});
	const costs = ({rows}: Report) => rows.map(({key, costUsd}) => [key, costUsd]);
	const config = (text: string) => {
		const file = folder.at('lines', '.config', 'ccmon', 'config.toml');
		mkdirSync(dirname(file), {recursive: true});
		writeFileSync(file, text);
	};

	test('by session and project, the most expensive first', async () => {
		expect(costs(await reportIn(home, '--by', 'session'))).toEqual([
			['docs', 24],
			['web-2', 4],
			['web-1', 3],
		]);
		const projects = await reportIn(home, '--by', 'project');
		expect(costs(projects)).toEqual([
			['/work/docs', 24],
			['/work/web', 7],
		]);
		expect(projects.totals.costUsd).toBe(31);
	});

	test('of another config folder', async () => {
		const other = folder.at('other');
		writeTranscript(other, 'far', [
			answerLine({id: 'm', at: new Date(noon).toISOString(), sessionId: 'far', cwd: '/far', outputTokens: 3 * dollar}),
		]);
		expect(costs(await reportIn(folder.at('elsewhere'), '--by', 'session', '--config-dir', other))).toEqual([
			['far', 3],
		]);
	});

	test('a check fails when a budget is exceeded, and says which', async () => {
		const check = (): Promise<Ran> => runCcmon(['report', '--check', '--by', 'project'], {home});
		config('[budgets.projects]\n"/work/docs" = 1000\n');
		expect(await check()).toMatchObject({code: 0, stderr: ''});
		config('[budgets.projects]\n"/work/docs" = 10\n');
		const {code, stderr} = await check();
		// A project's budget is for a month, and yesterday may have been in another.
		const isThisMonth = dateOf(noon).slice(0, 7) === dateOf(Date.now()).slice(0, 7);
		expect(code).toBe(isThisMonth ? 1 : 0);
		if (isThisMonth) expect(stderr).toMatch(/^Over budget: project .*docs.*\$24\.00 of \$10\.00/);
	});

	test('a wrong question is named, with exit code 2', async () => {
		const {code, stderr} = await runCcmon(['report', '--by', 'colour'], {home});
		expect(code).toBe(2);
		expect(stderr).toContain('--by colour: one of day, week, month, session, project, model, cause, tool');
	});

	test('tpm: the documented figures for a team of 200, and the minutes of this machine', async () => {
		const {stdout, code} = await runCcmon(['tpm', '--team', '200'], {home});
		expect(code).toBe(0);
		expect(stdout).toContain('A team of 200: 20k × 200 = 4M tokens');
		const {machine, team} = JSON.parse((await runCcmon(['tpm', '--team', '200', '--json'], {home})).stdout);
		expect(team).toMatchObject({users: 200, organisationTokensPerMinute: 4_000_000});
		// Minutes of 1, 2, 4 + 8 and 16 dollars' worth: half of the four used no more than the second, nine in ten all four.
		expect(machine).toMatchObject({
			activeMinutes: 4,
			p50: {tokensPerMinute: 2 * dollar, requestsPerMinute: 1},
			p90: {tokensPerMinute: 16 * dollar, requestsPerMinute: 2},
			p99: {tokensPerMinute: 16 * dollar},
			peak: {tokensPerMinute: 16 * dollar, at: new Date(noon + 3 * 60_000).toISOString()},
		});
	});
});
