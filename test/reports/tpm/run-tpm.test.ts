import {cpSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {runTpm, type TpmOptions} from '../../../source/reports/tpm/run-tpm.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function tpm(options: Partial<TpmOptions> = {}) {
	let stdout = '';
	let stderr = '';
	const code = await runTpm(
		{
			databasePath: folder.at('state', 'ccmon.db'),
			configDirs: [folder.at('claude')],
			figures: '2026-08',
			teamSize: 1,
			...options,
		},
		{
			stdout: {write: text => (stdout += text)},
			stderr: {write: text => (stderr += text)},
			now: () => Date.parse('2026-11-20T12:05:30Z'),
		},
	);
	return {code, stdout, stderr};
}

test('two hundred people: 20k each, 4M for the organisation, as documented', async () => {
	const {code, stdout} = await tpm({team: '200'});
	expect(code).toBe(0);
	expect(stdout).toContain('A team of 200: 20k × 200 = 4M tokens and 94 requests per minute for the organisation.');
	expect(stdout).toMatch(/^> +100–500 +15k–20k +0\.37–0\.47$/m);
	expect(stdout).toMatch(/^ +1–5 +200k–300k +5–7$/m);
	expect(stdout).toMatch(/^ +500\+ +10k–15k +0\.25–0\.35$/m);
	expect(stdout).toContain('made no requests');
});

test('the figures of 2025 know no requests per minute', async () => {
	const {stdout} = await tpm({team: '30', figures: '2025'});
	expect(stdout).toContain('A team of 30: 75k × 30 = 2.3M tokens per minute');
});

describe('this machine', () => {
	beforeEach(() => {
		const lines = Array.from({length: 10}, (_, index) =>
			answerLine({
				id: `msg_${index}`,
				at: `2026-11-20T11:${50 + index}:10.000Z`,
				sessionId: 'a',
				cwd: '/a',
				inputTokens: 1000,
				outputTokens: 1000 * index,
				cacheCreation1hInputTokens: 3000,
				cacheReadInputTokens: 9_999_999,
			}),
		);
		const last = {id: 'msg_last', at: '2026-11-20T12:04:59.000Z', sessionId: 'a', cwd: '/a', outputTokens: 500};
		writeTranscript(folder.at('claude'), 'a', [...lines, answerLine(last)]);
	});

	test('is measured in the folders that were asked for, each conversation once', async () => {
		const other = folder.at('other');
		writeTranscript(other, 'b', [
			answerLine({id: 'msg_b', at: '2026-11-20T12:04:30.000Z', sessionId: 'b', cwd: '/b', outputTokens: 70_000}),
		]);
		const copy = folder.at('copy');
		cpSync(folder.at('claude'), copy, {recursive: true});
		const lastMinute = async (configDirs: string[]) =>
			JSON.parse((await tpm({json: true, configDirs})).stdout).machine.lastMinute;
		const all = [folder.at('claude'), copy, other];
		expect(await lastMinute(all)).toEqual({tokensPerMinute: 70_500, requestsPerMinute: 2});
		expect(await lastMinute([folder.at('claude')])).toEqual({tokensPerMinute: 500, requestsPerMinute: 1});
		expect(await lastMinute([copy])).toEqual({tokensPerMinute: 500, requestsPerMinute: 1});
	});

	test('is measured by its active minutes, without cache reads', async () => {
		const {stdout} = await tpm({json: true, team: '3'});
		expect(JSON.parse(stdout)).toMatchObject({
			schema: 1,
			team: {users: 3, tokensPerMinutePerUser: [200_000, 300_000], organisationTokensPerMinute: 900_000},
			machine: {
				activeMinutes: 11,
				lastMinute: {tokensPerMinute: 500, requestsPerMinute: 1},
				p50: {tokensPerMinute: 8000},
				p90: {tokensPerMinute: 12_000},
				p99: {tokensPerMinute: 13_000},
				peak: {tokensPerMinute: 13_000, at: '2026-11-20T11:59:00.000Z'},
			},
		});
	});

	test('is held against the recommendation', async () => {
		expect((await tpm({team: '3'})).stdout).not.toContain('above the recommendation');
		expect((await tpm({team: '1000'})).stdout).not.toContain('above the recommendation');
		const {stdout} = await tpm({teamSize: 700});
		expect(stdout).toMatch(/^peak +13k +1$/m);
	});
});

test.each(['0', '-3', '2.5', 'many'])('a team of %s is refused', async team => {
	const {code, stderr} = await tpm({team});
	expect(code).toBe(2);
	expect(stderr).toContain(`--team ${team}`);
});
