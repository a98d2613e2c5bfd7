/** Finds the real Claude Code, of the version that the tests were written against; fetches it from npm when it is not here. */
import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';
import {waitFor} from './wait.ts';

/** The version that these tests were written against; `npm run e2e:latest` names the newest on npm instead. */
const claudeVersion = process.env.CCMON_TEST_CLAUDE ?? '2.1.332';
// An empty one is npm's answer without a network: not a reason to test something else than was asked for.
if (!/^\d+\.\d+\.\d+$/.test(claudeVersion)) throw new Error(`CCMON_TEST_CLAUDE is no version: "${claudeVersion}"`);

const cache = path.resolve(process.env.CCMON_TEST_CACHE ?? path.join(import.meta.dirname, '../../.cache'));
const folder = path.join(cache, `claude-code-${claudeVersion}`);
const binary = path.join(
	folder,
	`node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}/claude`,
);

/** Which run of tests has failed to fetch it: each test file asks, and npm takes a minute to give up. */
const failed = `${folder}.failed`;
/** Test files are loaded by workers of one process. */
const run = String(process.ppid);

/**
 * Path of the binary, or null where it is unavailable (no network): tests that need it are skipped with
 * `test.skipIf(!claude)`. With CI set that is an error: what CI promises to have tested, it tests.
 */
export async function findClaude(): Promise<string | null> {
	if (existsSync(binary)) return binary;
	try {
		if (triedInThisRun()) throw new Error('it was tried already in this run');
		await fetchOnce();
		return binary;
	} catch (error) {
		if (existsSync(cache)) writeFileSync(failed, run);
		const reason = `Claude Code ${claudeVersion} could not be fetched from npm into ${cache}: ${inAWord(error)}`;
		if (process.env.CI) throw new Error(reason, {cause: error});
		console.warn(`Skipped without the real Claude Code. ${reason}`);
		return null;
	}
}

/** npm says much when it fails; the first line of it has the code. */
function inAWord(error: unknown): string {
	return /npm error (.*)/.exec(String(error))?.[1] ?? String(error);
}

function triedInThisRun(): boolean {
	return existsSync(failed) && readFileSync(failed, 'utf8') === run;
}

/** Test files run side by side: the first one fetches, the others wait for it. */
async function fetchOnce(): Promise<void> {
	mkdirSync(cache, {recursive: true});
	const lock = `${folder}.lock`;
	await waitFor(() => existsSync(binary) || takeLock(lock), {
		what: `another test run to fetch Claude Code (lock file ${lock})`,
		timeout: 240_000,
		every: 200,
	});
	if (existsSync(binary)) return;
	const partial = `${folder}.partial`;
	try {
		rmSync(partial, {recursive: true, force: true});
		// The package's scripts only copy the binary to a second place.
		const args = [
			'install',
			'--prefix',
			partial,
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			'--no-save',
			'--fetch-retries',
			'1',
		];
		await promisify(execFile)('npm', [...args, `@anthropic-ai/claude-code@${claudeVersion}`], {timeout: 230_000});
		// Whole or not at all: a half-fetched one must not be taken for the real thing.
		rmSync(folder, {recursive: true, force: true});
		renameSync(partial, folder);
	} finally {
		rmSync(lock, {force: true});
	}
	if (!existsSync(binary)) throw new Error(`npm brought no ${path.relative(folder, binary)}`);
}

/** True when the lock is now ours. That of a process which is gone is taken over. */
function takeLock(lock: string): boolean {
	try {
		writeFileSync(lock, String(process.pid), {flag: 'wx'});
		return true;
	} catch {
		const owner = Number(readFileSync(lock, 'utf8'));
		if (owner && !existsSync(`/proc/${owner}`)) rmSync(lock, {force: true});
		return false;
	}
}

function isMusl(): boolean {
	const report = process.report.getReport() as {header?: {glibcVersionRuntime?: string}};
	return process.platform === 'linux' && !report.header?.glibcVersionRuntime;
}
