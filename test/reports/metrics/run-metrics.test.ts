import {request} from 'node:http';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {gauges} from '../../../source/reports/metrics/prometheus.ts';
import {runMetrics} from '../../../source/reports/metrics/run-metrics.ts';
import {counterFamilies} from '../../../source/reports/team/counters.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	writeTranscript(folder.at('claude'), 'a', [
		answerLine({id: 'm1', at: '2026-11-20T10:00:00.000Z', sessionId: 'a', cwd: '/a', outputTokens: 40_000}),
		answerLine({id: 'm2', at: '2026-10-20T10:00:00.000Z', sessionId: 'a', cwd: '/a', inputTokens: 100_000}),
	]);
});
afterEach(() => folder.remove());

const identity = {user: 'ada', team: '', machine: 'laptop'};
const sessions = async () => 3;
let stderr = '';
async function metrics(options: {listen?: string; signal?: AbortSignal} = {}) {
	let stdout = '';
	stderr = '';
	const code = await runMetrics(
		{databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')], identity, sessions, ...options},
		{
			stdout: {write: text => (stdout += text)},
			stderr: {write: text => (stderr += text)},
			now: () => Date.parse('2026-11-20T12:00:00Z'),
		},
	);
	return {code, stdout};
}

test('series have the labels that the reference is made from', async () => {
	const {stdout} = await metrics();
	const families = [...counterFamilies, ...Object.values(gauges).map(({name}) => ({name, labels: []}))];
	const names = new Set<string>();
	for (const [, series, list] of stdout.matchAll(/^(ccmon_\w+)\{(.*)\} /gm)) {
		const family = families.find(({name}) => series!.replace(/_(?:bucket|sum|count)$/, '') === name);
		const labels = [...list!.matchAll(/(\w+)="/g)].map(([, label]) => label);
		expect(
			labels.filter(label => !['user', 'machine', 'le'].includes(label!)),
			series,
		).toEqual(family?.labels);
		names.add(family!.name);
	}
	const absent = families.filter(({name}) => !names.has(name)).map(({name}) => name);
	// Nothing was spent while idle.
	expect(absent).toEqual(['ccmon_idle_cost_usd_total']);
});

test('tokens and dollars by model and purpose, and today and this month', async () => {
	const {stdout} = await metrics();
	const who = 'user="ada",machine="laptop"';
	const model = `${who},model="claude-opus-4-5-20251101"`;
	expect(stdout).toContain(`ccmon_tokens_total{${model},type="output"} 40000\n`);
	expect(stdout).toContain(`ccmon_tokens_total{${model},type="input"} 100000\n`);
	expect(stdout).toContain(`ccmon_cost_usd_total{${model},purpose="main"} 1.5\n`);
	expect(stdout).toContain(`ccmon_requests_total{${model},purpose="main"} 2\n`);
	expect(stdout).toContain(`ccmon_today_usd{${who}} 1\n`);
	expect(stdout).toContain(`ccmon_month_usd{${who}} 1\n`);
	expect(stdout).toContain(`ccmon_sessions{${who}} 3\n`);
	// One minute of 40,000 tokens and one of 100,000.
	expect(stdout).toContain('# TYPE ccmon_minute_tokens histogram\n');
	expect(stdout).toContain(`ccmon_minute_tokens_bucket{${who},le="50000"} 1\n`);
	expect(stdout).toContain(`ccmon_minute_tokens_bucket{${who},le="+Inf"} 2\n`);
	expect(stdout).toContain(`ccmon_minute_tokens_sum{${who}} 140000\n`);
});

test('what has no price is in no dollars, and a day of nothing else has none', async () => {
	const local = {model: 'local-7b', sessionId: 'b', cwd: '/b', outputTokens: 9};
	writeTranscript(folder.at('claude'), 'a', [answerLine({...local, id: 'm3', at: '2026-11-20T09:00:00.000Z'})]);
	const {stdout} = await metrics();
	expect(stdout).toMatch(/^ccmon_tokens_total\{.*model="local-7b",type="output"\} 9$/m);
	expect(stdout).not.toMatch(/^ccmon_(?:today|month)_usd/m);
	expect(stdout).not.toMatch(/^ccmon_cost_usd_total\{.*local-7b/m);
});

describe('served', () => {
	const get = (port: number, path: string, headers = {}, method = 'GET') =>
		new Promise<{status: number | undefined; body: string}>((resolve, reject) => {
			request({host: '127.0.0.1', port, path, headers, method}, response => {
				let body = '';
				response.on('data', chunk => (body += chunk));
				response.on('end', () => resolve({status: response.statusCode, body}));
			})
				.on('error', reject)
				.end();
		});

	test('on loopback, to those who ask for it by a loopback name', async () => {
		const stop = new AbortController();
		const running = metrics({listen: '0', signal: stop.signal});
		const address = await waitFor(() => /:(\d+)\/metrics/.exec(stderr)?.[1], {what: 'the address'});
		const port = Number(address);
		expect(await get(port, '/metrics')).toMatchObject({
			status: 200,
			body: expect.stringMatching(/^ccmon_today_usd\{.*\} 1$/m),
		});
		expect(await get(port, '/metrics?x=1')).toMatchObject({status: 200});
		expect(await get(port, '/metricsx')).toMatchObject({status: 404});
		expect(await get(port, '/')).toMatchObject({status: 404});
		expect(await get(port, '/metrics', {}, 'POST')).toMatchObject({status: 405});
		expect(await get(port, '/metrics', {host: 'evil.example'})).toMatchObject({status: 403});
		expect(await runMetrics({databasePath: '', configDirs: [], identity, sessions, listen: String(port)}, silent)).toBe(
			1,
		);
		stop.abort();
		expect(await running).toMatchObject({code: 0});
	});

	const silent = {stdout: {write: () => true}, stderr: {write: () => true}, now: () => 0};

	test('an invalid port is refused', async () => {
		for (const listen of ['1e3', '0x50', ' 80', '-1', '80.5']) expect((await metrics({listen})).code).toBe(2);
		expect(await metrics({listen: 'http'})).toMatchObject({code: 2});
		expect(stderr).toContain('--listen http');
	});
});
