/** What setup costs the person: time of the status line script, and of starting Claude Code while no ccmon runs. */
import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {spawn as openPty} from '@lydell/node-pty';
import {startStub} from '../test/support/anthropic-stub.ts';
import {type ClaudeHome, createClaudeHome} from '../test/support/claude.ts';
import {findClaude} from '../test/support/claude-binary.ts';
import {steer} from '../test/support/directives.ts';
import {baseEnvironment, temporaryFolder} from '../test/support/environment.ts';
import {configDirOf, setUp} from './support/program.ts';
import {median, type Row} from './support/row.ts';

const linePairs = 200;
const claudePairs = 12;
const lineLimitMs = 5;
const patienceMs = 30_000;
/** Loading its telemetry takes Claude Code 10 to 15 ms before a headless run's first request, and none before a prompt. */
const claudeLimitPercent = 5;

type Env = Record<string, string>;

export async function rows(): Promise<Row[]> {
	return [...(await lineRows()), ...(await claudeRows())];
}

/** Milliseconds until the program has ended. */
function time(command: readonly string[], env: Env, input: string, cwd = '/'): Promise<number> {
	const start = performance.now();
	const child = spawn(command[0] ?? '', command.slice(1), {env, cwd, stdio: ['pipe', 'pipe', 'ignore']});
	child.stdout.resume();
	child.stdin.on('error', () => {});
	child.stdin.end(input);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', code =>
			code === 0 ? resolve(performance.now() - start) : reject(new Error(`${command[0]} exited with ${code}`)),
		);
	});
}

interface Comparison {
	/** The quickest of each, in ms: what it takes when nothing else is in the way. */
	withoutMs: number;
	havingMs: number;
	/** Median of the differences within pairs, in ms: true on a machine at rest, mostly noise on a busy one. */
	medianMs: number;
}

/** Runs both in turn, each first as often as the other: what else the machine does affects both equally. */
async function compare(
	pairs: number,
	without: () => Promise<number>,
	having: () => Promise<number>,
): Promise<Comparison> {
	const times: {without: number[]; having: number[]} = {without: [], having: []};
	for (let pair = -1; pair < pairs; pair++) {
		const first = pair % 2 === 0 ? await having() : null;
		const before = await without();
		const after = first ?? (await having());
		// The first pair fills the caches of the system.
		if (pair < 0) continue;
		times.without.push(before);
		times.having.push(after);
	}
	return {
		withoutMs: Math.min(...times.without),
		havingMs: Math.min(...times.having),
		medianMs: median(times.having.map((time, pair) => time - (times.without[pair] ?? Number.NaN))),
	};
}

async function lineRows(): Promise<Row[]> {
	const folder = temporaryFolder('ccmon-bench-line');
	const input = `${JSON.stringify({
		session_id: '2cb60385-5c98-42a1-af7d-abd6bf43d249',
		model: {id: 'claude-opus-5-5', display_name: 'Opus 5.5'},
		cost: {total_cost_usd: 0.42},
		context_window: {context_window_size: 1_000_000, used_percentage: 14},
		padding: 'x'.repeat(1300),
	})}\n`;
	const shell = (command: string) => () => time(['/bin/sh', '-c', command], baseEnvironment(), input);
	const rows: Row[] = [];
	try {
		for (const [name, previous] of [
			['beside a status line of the person', 'cat >/dev/null; echo mine'],
			['alone', null],
		] as const) {
			const home = folder.at(name);
			mkdirSync(configDirOf(home), {recursive: true});
			const settings = path.join(configDirOf(home), 'settings.json');
			writeFileSync(settings, JSON.stringify(previous ? {statusLine: {type: 'command', command: previous}} : {}));
			await setUp(home);
			const {command} = JSON.parse(readFileSync(settings, 'utf8')).statusLine;
			// Alone, it takes the place of nothing: all but the start of the shell counts as its own.
			const {withoutMs, havingMs, medianMs} = await compare(linePairs, shell(previous ?? ':'), shell(command));
			rows.push({
				name: `status line script, ${name}`,
				value: `${(havingMs - withoutMs).toFixed(1)} ms (median of ${linePairs} pairs: ${medianMs.toFixed(1)} ms)`,
				limit: `${lineLimitMs} ms`,
				ok: havingMs - withoutMs <= lineLimitMs,
			});
		}
	} finally {
		folder.remove();
	}
	return rows;
}

/** An interactive session, ended once it shows its prompt. */
async function timeToPrompt(env: Env, cwd: string, binary: string): Promise<number> {
	const start = performance.now();
	const pty = openPty(binary, [], {name: 'xterm-256color', cols: 120, rows: 40, cwd, env});
	let shown = '';
	const prompted = new Promise<number>((resolve, reject) => {
		pty.onData(data => {
			shown += data;
			if (shown.includes('❯')) resolve(performance.now() - start);
		});
		setTimeout(() => reject(new Error(`no prompt: ${shown.slice(-500)}`)), patienceMs).unref();
	});
	const ended = new Promise(resolve => pty.onExit(resolve));
	try {
		return await prompted;
	} finally {
		pty.kill('SIGTERM');
		await ended;
	}
}

async function claudeRows(): Promise<Row[]> {
	const binary = await findClaude();
	if (!binary) return [];
	const stub = await startStub();
	const homes = [await createClaudeHome({url: stub.url}), await createClaudeHome({url: stub.url})] as const;
	const [plain, prepared] = homes;
	try {
		await setUp(homes[1].home);
		const question = steer('hello', {words: 5});
		const rows: Row[] = [];
		for (const [name, run] of [
			['claude, until its prompt', timeToPrompt],
			['claude -p, until its end', (env: Env, cwd: string) => time([binary, '-p', question], env, '', cwd)],
		] as const) {
			const timeIn = async (home: ClaudeHome) => run(home.env, await home.project('work'), binary);
			const {withoutMs, havingMs, medianMs} = await compare(
				claudePairs,
				() => timeIn(plain),
				() => timeIn(prepared),
			);
			const percent = 100 * (havingMs / withoutMs - 1);
			rows.push({
				name: `${name}: set up and no ccmon running, against not set up`,
				value: `${signed(percent)} % of ${withoutMs.toFixed(0)} ms (median of ${claudePairs} pairs: ${signed(medianMs)} ms)`,
				limit: `${claudeLimitPercent} %`,
				ok: percent <= claudeLimitPercent,
			});
		}
		return rows;
	} finally {
		await stub.close();
		for (const home of homes) home.remove();
	}
}

const signed = (value: number) => `${value >= 0 ? '+' : ''}${value.toFixed(1)}`;
