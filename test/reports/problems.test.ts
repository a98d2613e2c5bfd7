/** What could not be read is said, whole, wherever sums may be too small for it; and a check that cannot be made does not pass. */
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {defaultConfig} from '../../source/core/config/config.ts';
import {openIndex} from '../../source/index/schema.ts';
import {runMetrics} from '../../source/reports/metrics/run-metrics.ts';
import {type ReportOptions, runReport} from '../../source/reports/report/run-report.ts';
import {runSessions} from '../../source/reports/sessions/run-sessions.ts';
import {runTpm} from '../../source/reports/tpm/run-tpm.ts';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let place: {databasePath: string; configDirs: string[]};
beforeEach(() => {
	folder = temporaryFolder();
	place = {databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')]};
	// 40,000 tokens of output at $25 a million.
	const at = '2026-11-20T10:00:00.000Z';
	writeTranscript(folder.at('claude'), 'a', [
		answerLine({id: 'm1', at, sessionId: 'a', cwd: '/a', outputTokens: 40_000}),
	]);
});
afterEach(() => folder.remove());

const badKey = {type: 'problem' as const, path: '/config.toml', message: 'monthusd is not known.', count: 1};

function io(problems = [] as (typeof badKey)[]) {
	const written = {stdout: '', stderr: ''};
	return {
		written,
		stdout: {write: (text: string) => (written.stdout += text)},
		stderr: {write: (text: string) => (written.stderr += text)},
		now: () => Date.parse('2026-11-20T18:00:00Z'),
		problems,
	};
}

async function report(options: Partial<ReportOptions> = {}, configProblems: (typeof badKey)[] = []) {
	const to = io(configProblems);
	const code = await runReport({...place, budgets: defaultConfig.budgets, ...options}, to);
	return {code, ...to.written};
}

/** Even the administrator cannot read it. */
function breakTranscript(): string {
	const path = folder.at('claude', 'projects', 'p', 'broken.jsonl');
	symlinkSync('broken.jsonl', path);
	return path;
}

test('a database whose damage shows only when it is read makes room for a new one, and all is counted', async () => {
	await report();
	const database = new DatabaseSync(place.databasePath);
	database.exec('UPDATE spending SET requests = 9007199254740993');
	database.close();
	const {code, stdout, stderr} = await report({json: true});
	expect(stderr).toMatch(/^\S+ccmon\.db: The database was damaged: it was kept as \S+ and a new one begun\.\n$/);
	const problems = [{path: place.databasePath}];
	expect(JSON.parse(stdout)).toMatchObject({totals: {costUsd: 1, requests: 1}, problems});
	expect(code).toBe(0);
	expect(await report()).toMatchObject({code: 0, stderr: ''});
});

describe('a transcript that cannot be read', () => {
	test('is a whole line on standard error and an entry of the JSON, in every command', async () => {
		const path = breakTranscript();
		const line = new RegExp(`^${path}: Cannot be read \\(.+\\): .+\\n$`);
		const entry = {path, message: expect.stringContaining('Cannot be read'), count: 1};
		expect((await report()).stderr).toMatch(line);
		const {stdout, stderr} = await report({json: true});
		expect(stderr).toMatch(line);
		expect(JSON.parse(stdout)).toMatchObject({totals: {costUsd: 1}, problems: [entry]});
		const tpm = io();
		await runTpm({...place, figures: '2026-08', teamSize: 1, json: true}, tpm);
		expect(tpm.written.stderr).toMatch(line);
		expect(JSON.parse(tpm.written.stdout)).toMatchObject({problems: [entry]});
		const metrics = io();
		await runMetrics({...place, identity: {}, sessions: async () => 0}, metrics);
		expect(metrics.written.stderr).toMatch(line);
		expect(metrics.written.stdout).toMatch(`# Problem: ${path}: Cannot be read`);
		expect(metrics.written.stdout).toContain('ccmon_today_usd 1\n');
	});

	test('is none where all is well', async () => {
		const {stdout, stderr} = await report({json: true});
		expect(stderr).toBe('');
		expect(JSON.parse(stdout)).toMatchObject({problems: []});
	});
});

describe('a database that cannot be opened', () => {
	beforeEach(() => {
		writeFileSync(folder.at('file'), '');
		place.databasePath = folder.at('file', 'ccmon.db');
	});

	test('is said, and the report is made without it', async () => {
		const {code, stdout, stderr} = await report({json: true});
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({totals: {costUsd: 1}, problems: [{path: place.databasePath}]});
		expect(stderr.split('\n')).toHaveLength(2);
	});

	test('the metrics, too', async () => {
		const to = io();
		expect(await runMetrics({...place, identity: {}, sessions: async () => 0}, to)).toBe(0);
		expect(to.written.stdout).toContain('ccmon_today_usd 1\n');
		expect(to.written.stderr).toContain(place.databasePath);
	});
});

describe('a database that cannot be written, as on a full disk', () => {
	/** What SQLite says on a full disk takes a disk of one's own; this it says wherever a transcript is written. */
	function fill(): void {
		const {database} = openIndex({path: place.databasePath, now: Date.now});
		database!.exec("CREATE TRIGGER full BEFORE INSERT ON transcript BEGIN SELECT raise(ABORT, 'disk is full'); END");
		database!.close();
	}
	const said = /^\S+ccmon\.db: The history could not be written whole \(.+\): sums may be too small\.\n$/;

	test('is said, and what was never written is read without it', async () => {
		fill();
		const {code, stdout, stderr} = await report({json: true});
		expect([code, stderr]).toEqual([0, expect.stringMatching(said)]);
		expect(JSON.parse(stdout)).toMatchObject({totals: {costUsd: 1}, problems: [{path: place.databasePath}]});
		expect(JSON.parse(stdout).problems).toHaveLength(1);
	});

	describe('when it holds what was read before', () => {
		const today = {since: '2026-11-20'};
		beforeEach(async () => {
			const old = {id: 'm0', at: '2026-11-12T10:00:00.000Z', sessionId: 'a', cwd: '/a', outputTokens: 80_000};
			writeTranscript(folder.at('claude'), 'a', [answerLine(old)]);
			await report();
			fill();
			const more = {id: 'm1', at: '2026-11-20T10:00:00.000Z', sessionId: 'a', cwd: '/a', outputTokens: 40_000};
			writeTranscript(folder.at('claude'), 'a', [answerLine(old), answerLine(more)]);
		});

		test('a report does not say that nothing was spent', async () => {
			const {stdout, stderr} = await report(today);
			expect(stderr).toMatch(said);
			expect(stdout).toBe('Not everything could be read: nothing is known to have been spent in this time (UTC).\n');
			const json = JSON.parse((await report({...today, json: true})).stdout);
			const unknown = {costUsd: null, backgroundUsd: null, partial: true, basis: 'estimated'};
			expect(json).toMatchObject({rows: [], totals: unknown});
		});

		test('the sum of a report is a lower bound', async () => {
			const {stdout} = await report();
			expect(stdout).toMatch(/\ntotal +≥ ?\$2\.00 /);
			expect(stdout).toContain('≥: not everything could be read: see above.');
			expect(JSON.parse((await report({json: true})).stdout).totals).toMatchObject({costUsd: 2, partial: true});
		});
	});
});

describe('where nothing was found because it could not be read', () => {
	beforeEach(() => {
		rmSync(folder.at('claude', 'projects', 'p', 'a.jsonl'));
		breakTranscript();
	});

	test('a report, tpm and sessions say so', async () => {
		expect((await report()).stdout).toBe(
			'Not everything could be read: nothing is known to have been spent in this time (UTC).\n',
		);
		const tpm = io();
		await runTpm({...place, figures: '2026-08', teamSize: 1}, tpm);
		expect(tpm.written.stdout).toContain(
			'Not everything could be read: this machine is not known to have made requests',
		);
		const sessions = io();
		await runSessions({...place, search: '', json: false, ascii: false, home: null}, sessions);
		expect(sessions.written.stdout).toBe('No past conversations could be read: see above.\n');
	});

	test('and where everything could be read, that there was nothing', async () => {
		rmSync(folder.at('claude', 'projects', 'p', 'broken.jsonl'));
		expect((await report()).stdout).toBe('Nothing was spent in this time (UTC).\n');
		const sessions = io();
		await runSessions({...place, search: '', json: false, ascii: false, home: null}, sessions);
		expect(sessions.written.stdout).toBe('There are no past conversations.\n');
	});
});

describe('--check', () => {
	const budgets = {...defaultConfig.budgets, dayUsd: 2};

	test('passes where the budget is kept, and fails where it is not', async () => {
		expect(await report({check: true, budgets})).toMatchObject({code: 0, stderr: ''});
		const spent = await report({check: true, budgets: {...budgets, dayUsd: 1}}, [badKey]);
		expect(spent.code).toBe(1);
		expect(spent.stderr).toContain('Over budget: day 2026-11-20, $1.00 of $1.00');
	});

	test('without a budget there is nothing to check, and what is wrong with the config is said', async () => {
		const {code, stdout, stderr} = await report({check: true}, [badKey]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toBe(
			'/config.toml: monthusd is not known.\nccmon report: --check: no budget is set in the config, under [budgets]\n',
		);
	});

	test('does not pass while the config has a mistake', async () => {
		const {code, stderr} = await report({check: true, budgets}, [badKey]);
		expect(code).toBe(2);
		expect(stderr).toMatch(/^\/config\.toml: monthusd .*\nccmon report --check: not checked.*\n$/);
	});

	test('does not pass while a transcript cannot be read', async () => {
		const path = breakTranscript();
		const {code, stderr} = await report({check: true, budgets});
		expect(code).toBe(2);
		expect(stderr).toContain(path);
	});

	test('does not pass without the database', async () => {
		mkdirSync(place.databasePath, {recursive: true});
		expect(await report({check: true, budgets})).toMatchObject({code: 2});
	});
});
