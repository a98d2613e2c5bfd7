/**
 * Transcripts that are scanned again and again while they grow, are rewritten and moved are the same in the index as if they had
 * been read once in the end.
 */
import {appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {groupings, reportToJson} from '../../../source/core/report.ts';
import {factsFromJson} from '../../../source/index/facts-json.ts';
import {openIndexedHistory} from '../../../source/index/scan/index-history.ts';
import {readReport} from '../../../source/reports/report/read-report.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {type Random, seededRandom} from '../../support/random.ts';

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const worlds = Number(process.env.WORLDS ?? 12);

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** What an answer is known by: the API's two ids, or what gateways leave of them. */
type Ids = (n: number) => {id?: string; requestId?: string};
const manners: readonly Ids[] = [
	n => ({id: `msg_01${String(n).padStart(20, '0')}`, requestId: `req_${n}`}),
	n => ({id: `msg_01${String(n).padStart(20, '0')}`}),
	n => ({id: `chatcmpl-${n}`}),
	() => ({id: 'relay'}),
	() => ({}),
];

const start = Date.UTC(2026, 10, 20, 12);
/** Longer than the lines of one answer without an API id may be apart. */
const answerMs = 60_000;

/** The lines of one answer and of what its tools returned. */
function answerLines(random: Random, sessionId: string, ids: Ids, n: number): object[] {
	const at = (ms: number) => new Date(start + n * answerMs + ms).toISOString();
	const common = {isSidechain: false, cwd: '/home/dev/api', sessionId, version: '2.1.330', gitBranch: 'main'};
	const {id, requestId} = ids(n);
	// No two have the same prompt.
	const usage = {
		input_tokens: n * 10,
		cache_read_input_tokens: random.int(0, 90_000),
		output_tokens: random.int(1, 900),
	};
	const calls = Array.from({length: random.int(0, 3)}, (_, index) => {
		const input = {file_path: `/home/dev/api/${n}`};
		return {type: 'tool_use', id: `toolu_${n}_${index}`, name: random.pick(['Bash', 'Read', 'mcp__git__log']), input};
	});
	const model = random.pick(['claude-opus-4-6', 'claude-sonnet-4-5-20250929', 'glm-4.7']);
	const blocks = calls.length > 0 ? calls : [{type: 'text', text: 'ok'}];
	const answers = blocks.map((block, index) => ({
		...{parentUuid: null, ...common, message: {model, ...(id && {id}), role: 'assistant', content: [block], usage}},
		...{...(requestId && {requestId}), type: 'assistant', uuid: `a${n}.${index}`, timestamp: at(index)},
	}));
	const results = calls.map((call, index) => {
		const content = [{tool_use_id: call.id, type: 'tool_result', content: 'x'.repeat(random.int(0, 500))}];
		return {
			type: 'user',
			...common,
			message: {role: 'user', content},
			uuid: `u${n}.${index}`,
			timestamp: at(100 + index),
		};
	});
	const compactMetadata = {trigger: 'auto', preTokens: 167_000, postTokens: 9000};
	const compaction = {type: 'system', subtype: 'compact_boundary', compactMetadata, ...common};
	return [
		{type: 'user', ...common, message: {role: 'user', content: `do ${n}`}, uuid: `p${n}`, timestamp: at(-100)},
		...answers,
		...results,
		...(random.chance(0.1) ? [{...compaction, uuid: `c${n}`, timestamp: at(200)}] : []),
	];
}

interface Transcript {
	path: string;
	sessionId: string;
	ids: Ids;
	/** Written of it in the end, and so far. */
	text: string;
	written: number;
}

type Change = (transcript: Transcript, random: Random) => void;

const write = ({path, text, written}: Transcript) => writeFileSync(path, text.slice(0, written));

const grow: Change = (transcript, random) => {
	const to = random.int(transcript.written, Math.min(transcript.text.length, transcript.written + 4000));
	appendFileSync(transcript.path, transcript.text.slice(transcript.written, to));
	transcript.written = to;
};

const changes: readonly Change[] = [
	...[grow, grow, grow, grow],
	// In place, from another file, with another record before all others.
	write,
	transcript => {
		write({...transcript, path: `${transcript.path}.new`});
		renameSync(`${transcript.path}.new`, transcript.path);
	},
	transcript => {
		const record = '{"type":"file-history-snapshot","snapshot":{}}\n';
		transcript.text = record + transcript.text;
		transcript.written += record.length;
		write(transcript);
	},
	// To another project.
	(transcript, random) => {
		const project = join(dirname(dirname(transcript.path)), `-moved-${random.int(1, 3)}`);
		mkdirSync(project, {recursive: true});
		const path = join(project, `${transcript.sessionId}.jsonl`);
		renameSync(transcript.path, path);
		transcript.path = path;
	},
];

async function scan(
	configDir: string,
	state: string,
	see?: (database: DatabaseSync) => object,
): Promise<object | null> {
	const options = {databasePath: folder.at(state, 'ccmon.db'), configDirs: [configDir], now: () => start};
	const {database, problems} = await openIndexedHistory(options);
	expect(problems).toEqual([]);
	const seen = see?.(database!) ?? null;
	database!.close();
	return seen;
}

/** All reports, and what is shown of a conversation. */
function everything(database: DatabaseSync, configDir: string): object {
	const period = {from: 0, until: Number.MAX_SAFE_INTEGER};
	const zone = namedZone('UTC')!;
	const reports = groupings.map(by => [by, reportToJson(readReport(database, [configDir], {by, zone, period}))]);
	const facts = database.prepare('SELECT session_id, facts FROM conversation ORDER BY 1').all();
	const shown = {
		...Object.fromEntries(reports),
		facts: facts.map(({session_id, facts}) => {
			const {bornAt, path, toolResultBytes, files, compactions, ...others} = factsFromJson(
				String(session_id),
				String(facts),
			);
			const resultBytes = toolResultBytes.values().reduce((sum, bytes) => sum + bytes, 0);
			return {...others, resultBytes, files: [...files].sort(), compactions: [...compactions.keys()].sort()};
		}),
	};
	// As JSON has it: an amount that is nothing may have a sign.
	return JSON.parse(JSON.stringify(shown)) as object;
}

test.each(Array.from({length: worlds}, (_, index) => seed + index))('in any pieces: SEED=%i WORLDS=1', async seed => {
	const random = seededRandom(seed);
	const configDir = folder.at('claude');
	const project = join(configDir, 'projects', '-home-dev-api');
	mkdirSync(project, {recursive: true});
	let n = 0;
	const transcripts = Array.from({length: random.int(1, 3)}, (): Transcript => {
		const sessionId = random.uuid();
		const ids = random.pick(manners);
		const lines = Array.from({length: random.int(2, 8)}, () => answerLines(random, sessionId, ids, ++n)).flat();
		const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
		const transcript = {path: join(project, `${sessionId}.jsonl`), sessionId, ids, text, written: 0};
		write(transcript);
		return transcript;
	});
	for (let step = random.int(2, 10); step > 0; step--) {
		random.pick(changes)(random.pick(transcripts), random);
		if (random.chance(0.7)) await scan(configDir, 'state');
	}
	for (const transcript of transcripts) {
		transcript.written = transcript.text.length;
		appendFileSync(transcript.path, transcript.text.slice(readFileSync(transcript.path).length));
	}
	const see = (database: DatabaseSync) => everything(database, configDir);
	const inPieces = await scan(configDir, 'state', see);
	expect(inPieces).toEqual(await scan(configDir, 'fresh', see));
});
