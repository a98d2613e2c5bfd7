/** How fast transcripts are read, beside `wc -l`; how much memory an endless line takes; how soon a new line is told. */
import {spawnSync} from 'node:child_process';
import {appendFileSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {bundleProgram} from '../scripts/bundle.ts';
import {createTranscriptWatcher} from '../source/live/transcript/watch.ts';
import {type TemporaryFolder, temporaryFolder} from '../test/support/environment.ts';
import {seededRandom} from '../test/support/random.ts';
import {answerLines, createScribe} from '../test/support/transcript-lines.ts';
import {median, percentile, type Row} from './row.ts';
import type {ChildResult} from './transcript-child.ts';
import {writeLongTranscript} from './transcript-file.ts';

const megabyte = 2 ** 20;
const comparedRounds = 15;

export async function rows(): Promise<Row[]> {
	const folder = temporaryFolder('ccmon-bench');
	try {
		await bundleProgram(path.join(import.meta.dirname, 'transcript-child.ts'), folder.at('child'));
		const child = folder.at('child/start.cjs');
		caches = folder.at('cache');
		const transcript = folder.at('long.jsonl');
		writeLongTranscript(transcript, 100 * megabyte);
		const empty = folder.at('empty.jsonl');
		writeFileSync(empty, '');
		return [
			besideWc(child, transcript, empty),
			throughput(child, transcript, 'full'),
			throughput(child, transcript, 'usage'),
			memoryOfOneLine(child, folder),
			...(await whileGrowing(folder)),
		];
	} finally {
		folder.remove();
	}
}

/** What was compiled for a program is kept in this folder. */
let caches = '';

function timed(command: string, args: readonly string[]): {ms: number; output: string} {
	const env = {...process.env, XDG_CACHE_HOME: caches};
	const start = performance.now();
	const {stdout, status} = spawnSync(command, args, {encoding: 'utf8', env});
	const ms = performance.now() - start;
	if (status !== 0) throw new Error(`${command} failed`);
	return {ms, output: stdout};
}

function read(child: string, file: string, detail: string, rounds: number): {ms: number; result: ChildResult} {
	const {ms, output} = timed(process.execPath, [child, 'read', file, detail, `${rounds}`]);
	return {ms, result: JSON.parse(output) as ChildResult};
}

/**
 * Each in turn, so that what else the machine does hits all alike; the quickest of each is the least disturbed. What the
 * same program takes to read an empty file is its start-up.
 */
function besideWc(child: string, file: string, empty: string): Row {
	const times = {wc: [] as number[], start: [] as number[], ccmon: [] as number[]};
	// The code that this compiles is kept, as a monitor's is.
	read(child, file, 'follow', 1);
	for (let round = 0; round < comparedRounds; round++) {
		times.wc.push(timed('wc', ['-l', file]).ms);
		times.start.push(read(child, empty, 'follow', 1).ms);
		times.ccmon.push(read(child, file, 'follow', 1).ms);
	}
	const [wc, start, ccmon] = [times.wc, times.start, times.ccmon].map(all => Math.min(...all)) as [
		number,
		number,
		number,
	];
	const ratio = (ccmon - start) / wc;
	return {
		name: 'reading a 100 MB transcript, start-up left out',
		value: `${ratio.toFixed(2)}× wc -l (${(ccmon - start).toFixed(0)} ms, wc ${wc.toFixed(0)} ms)`,
		limit: '3×',
		ok: ratio <= 3,
	};
}

function throughput(child: string, file: string, detail: 'full' | 'usage'): Row {
	const {rounds} = read(child, file, detail, 12).result;
	const perSecond = statSync(file).size / 1e6 / (Math.min(...rounds) / 1000);
	return {
		name: `reading transcripts on one thread, ${detail === 'full' ? 'everything' : 'usage only'}`,
		value: `${perSecond.toFixed(0)} MB/s`,
		limit: '500 MB/s',
		ok: perSecond >= 500,
	};
}

function memoryOfOneLine(child: string, folder: TemporaryFolder): Row {
	const file = folder.at('line.jsonl');
	const head = '{"parentUuid":null,"type":"user","message":{"role":"user","content":[{"type":"tool_result","content":"';
	writeFileSync(file, head);
	for (let written = 0; written < 200; written++) appendFileSync(file, Buffer.alloc(megabyte, 'x'));
	appendFileSync(file, '"}]}}\n');
	const {rssRiseMb, events} = read(child, file, 'follow', 1).result;
	return {
		name: 'memory for a single line of 200 MB',
		value: `+${rssRiseMb.toFixed(0)} MB`,
		limit: '64 MB',
		ok: rssRiseMb <= 64 && events === 1,
	};
}

const sessions = 20;
const seconds = 10;

/** Twenty sessions, an answer a second each. */
async function whileGrowing(folder: TemporaryFolder): Promise<Row[]> {
	const configDir = folder.at('config');
	const told = new Map<string, number>();
	const watcher = createTranscriptWatcher({
		emit: event => {
			if (event.type === 'request' && event.messageId) told.set(event.messageId, performance.now());
		},
	});
	const random = seededRandom(1);
	const scribes = Array.from({length: sessions}, (_, index) =>
		createScribe(random, {sessionId: random.uuid(), cwd: `/work/project-${index % 5}`, at: Date.now()}),
	);
	const fileOf = (scribe: (typeof scribes)[number]) =>
		path.join(configDir, 'projects', scribe.cwd.replaceAll('/', '-'), `${scribe.sessionId}.jsonl`);
	for (const scribe of scribes) {
		mkdirSync(path.dirname(fileOf(scribe)), {recursive: true});
		writeFileSync(fileOf(scribe), '');
		await watcher.follow({configDir, sessionId: scribe.sessionId, cwd: scribe.cwd});
	}
	const written = new Map<string, number>();
	const cpu = process.cpuUsage();
	const start = performance.now();
	for (let turn = 0; turn < sessions * seconds; turn++) {
		const messageId = `msg_${turn}`;
		const usage = {input_tokens: 1, output_tokens: turn, cache_read_input_tokens: 1, cache_creation_input_tokens: 0};
		const cacheCreation = {ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0};
		const lines = answerLines(scribes[turn % sessions]!, {
			...{messageId, requestId: null, model: 'claude-opus-5-5', blocks: [{type: 'text', text: 'x'.repeat(1000)}]},
			...{usage: {...usage, cache_creation: cacheCreation, service_tier: 'standard'}, partialOutput: null},
		});
		written.set(messageId, performance.now());
		appendFileSync(fileOf(scribes[turn % sessions]!), `${lines.join('\n')}\n`);
		await sleep(1000 / sessions);
	}
	const used = process.cpuUsage(cpu);
	const share = (used.user + used.system) / 10 / (performance.now() - start);
	await sleep(100);
	watcher.close();
	const delays = [...written].map(([id, at]) => (told.get(id) ?? Number.POSITIVE_INFINITY) - at);
	const [half, most] = [median(delays), percentile(delays, 99)];
	return [
		{
			name: 'from a line appended to its event, 20 sessions',
			value: `${half.toFixed(1)} ms median, ${most.toFixed(1)} ms at the 99th percentile`,
			limit: '10 ms, 50 ms',
			ok: half <= 10 && most <= 50,
		},
		{
			name: 'following 20 growing transcripts, writing them included',
			value: `${share.toFixed(2)} % of a core`,
			limit: '3 %',
			ok: share <= 3,
		},
	];
}
