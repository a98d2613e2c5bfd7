/** The reference of the JSON that reports print, beside what they print: each key is named, and no other. */
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {CommandIo} from '../../source/reports/command-io.ts';
import type {HistoryPlace} from '../../source/reports/read-history.ts';
import {runReport} from '../../source/reports/report/run-report.ts';
import {runSessions} from '../../source/reports/sessions/run-sessions.ts';
import {runTpm} from '../../source/reports/tpm/run-tpm.ts';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const page = readFileSync(new URL('../../docs/json.md', import.meta.url), 'utf8');
const at = '2026-11-20T10:00:00.000Z';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	const place = {sessionId: 'a', cwd: '/home/dev/web'};
	const prompt = {type: 'user', uuid: 'p1', timestamp: at, message: {role: 'user', content: 'fix the login'}, ...place};
	const answer = answerLine({id: 'm1', at: '2026-11-20T10:01:00.000Z', ...place, outputTokens: 40_000});
	writeTranscript(folder.at('claude'), 'a', [JSON.stringify(prompt), answer]);
});
afterEach(() => folder.remove());

async function print(run: (place: HistoryPlace, io: CommandIo) => Promise<number>): Promise<unknown> {
	let stdout = '';
	const place = {databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')]};
	const stream = {write: (text: string) => (stdout += text)};
	await run(place, {stdout: stream, stderr: {write() {}}, now: () => Date.parse('2026-11-20T12:00:00Z')});
	return JSON.parse(stdout);
}

const report = (by: string) =>
	print((place, io) => runReport({...place, budgets: defaultConfig.budgets, by, json: true}, io));

interface Reference {
	command: string;
	print(): Promise<unknown>;
	/** What its text names besides keys. */
	besides: readonly string[];
}

/** The page says of them what they are called above. */
const usageFields = [
	...[
		'inputTokens',
		'outputTokens',
		'cacheReadInputTokens',
		'cacheCreation5mInputTokens',
		'cacheCreation1hInputTokens',
	],
];

const references: Reference[] = [
	{
		command: 'report',
		print: async () => [await report('day'), await report('tool')],
		besides: ['Agent', 'unknown', 'compaction', 'background', 'null'],
	},
	{
		command: 'sessions',
		print: () => print((place, io) => runSessions({...place, search: '', json: true, ascii: false, home: null}, io)),
		besides: [],
	},
	{
		command: 'tpm',
		print: () => print((place, io) => runTpm({...place, figures: '2026-08', teamSize: 5, json: true}, io)),
		besides: ['null', 'from', 'to'],
	},
];

test.each(references)('ccmon $command --json', async ({command, print: printed, besides}) => {
	const keys = new Set(keysOf(await printed()));
	const start = page.indexOf('\n', page.indexOf(`## \`ccmon ${command} --json\``));
	const section = page.slice(start, page.indexOf('\n## ', start));
	const code = [...section.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
	// Options, places of the config and file names are not meant.
	const ofKeys = code.filter(text => !/^(?:--|\[|mcp:|no tool)/.test(text));
	const named = new Set(ofKeys.flatMap(text => [...text.matchAll(/[A-Za-z]\w*/g)].map(([word]) => word)));
	const isNamed = (key: string) =>
		named.has(key) || (section.includes('the usage fields') && usageFields.includes(key));
	expect([...keys].filter(key => !isNamed(key))).toEqual([]);
	expect([...named].filter(name => !keys.has(name) && !besides.includes(name))).toEqual([]);
});

/** Names at every depth. */
function keysOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(keysOf);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
