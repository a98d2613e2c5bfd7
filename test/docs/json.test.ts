/** The reference of the JSON that commands print, beside what they print: each key is named, and no other. */
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {listHosts} from '../../source/cli/hosts/list-hosts.ts';
import {answer} from '../../source/control/answer/answer-command.ts';
import {send} from '../../source/control/send.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {HostConfig} from '../../source/core/config/hosts.ts';
import {toJsonText} from '../../source/core/json-text.ts';
import {noSeries, type TeamData} from '../../source/core/team/data.ts';
import {teamReport} from '../../source/core/team/report.ts';
import type {CommandIo} from '../../source/reports/command-io.ts';
import type {HistoryPlace} from '../../source/reports/read-history.ts';
import {runReport} from '../../source/reports/report/run-report.ts';
import {runSessions} from '../../source/reports/sessions/run-sessions.ts';
import {teamToJson} from '../../source/reports/team/team-json.ts';
import {runTpm} from '../../source/reports/tpm/run-tpm.ts';
import {reportToJson} from '../../source/setup/doctor/report.ts';
import {runDoctor} from '../../source/setup/doctor/run.ts';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {createFakeClaude} from '../support/fake-claude.ts';

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
	return parse(stdout);
}

const report = (by: string) =>
	print((place, io) => runReport({...place, budgets: defaultConfig.budgets, by, json: true}, io));

interface Reference {
	command: string;
	/** The page, and the heading there. */
	page?: string;
	heading?: string;
	print(): Promise<unknown>;
	/** What its text names besides keys. */
	besides: readonly string[];
}

const usageFields = [
	...['inputTokens', 'outputTokens', 'cacheReadInputTokens'],
	...['cacheCreation5mInputTokens', 'cacheCreation1hInputTokens'],
];
const sendFields = ['outcome', 'reason', 'before', 'after', 'costUsd', 'sessionId', 'contextTokens', 'totalUsd'];
/** What a section says in place of names that stand elsewhere on the page. */
const phrases: readonly (readonly [string, readonly string[]])[] = [
	['the usage fields', usageFields],
	['The same fields and exit codes as `ccmon send`', sendFields],
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
	{
		command: 'send',
		heading: '## `ccmon send SESSION TEXT --json`',
		print: () => printed(print => send({...toWeb, text: '/clear'}, {...idle(), ask: null, print})),
		besides: ['done', 'queued', 'sent', 'refused', 'failed'],
	},
	{
		command: 'answer',
		heading: '## `ccmon answer SESSION allow|deny|CHOICE --json`',
		print: () => printed(print => answer({...toWeb, answer: 'allow', reason: ''}, {...idle(), ask: null, print})),
		besides: ['ccmon', 'send', 'done', 'sent', 'CHOICE', 'allow'],
	},
	{
		command: 'hosts',
		print: () =>
			printed(write =>
				listHosts({...aHost, configDirs: [], json: true, version: '1.0.0', clock: Date.now, env: {}, write}),
			),
		besides: ['local'],
	},
	{
		command: 'team',
		...{page: 'team.md', heading: '### JSON'},
		print: async () => parse(toJsonText(teamToJson(teamReport(aTeam, {figures: '2026-08', size: 2, orgTpm: null})))),
		besides: ['ccmon', 'claude_code', 'both', 'below', 'within', 'above', 'null'],
	},
	{
		command: 'doctor',
		print: async () => parse(toJsonText(reportToJson(await diagnosed(), [aProblem]))),
		besides: ['warn', 'missing', 'null'],
	},
];

test.each(references)('ccmon $command --json', async ({command, print: output, besides, ...place}) => {
	const keys = new Set(keysOf(await output()));
	const section = sectionOf(place.page ?? 'json.md', place.heading ?? `## \`ccmon ${command} --json\``);
	const code = [...section.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
	// Options, places of the config and file names are not meant.
	const ofKeys = code.filter(text => !/^(?:--|\[|mcp:|no tool)/.test(text));
	const named = new Set(ofKeys.flatMap(text => [...text.matchAll(/[A-Za-z]\w*/g)].map(([word]) => word)));
	const elsewhere = phrases.flatMap(([phrase, fields]) => (section.includes(phrase) ? fields : []));
	expect([...keys].filter(key => !named.has(key) && !elsewhere.includes(key))).toEqual([]);
	const known = [...keys, ...besides];
	expect([...named, ...elsewhere].filter(name => !known.includes(name))).toEqual([]);
});

function sectionOf(file: string, heading: string): string {
	const page = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
	const start = page.indexOf(`\n${heading}\n`);
	if (start < 0) throw new Error(`docs/${file} has no heading ${heading}`);
	const text = page.slice(start + heading.length + 2);
	return text.split(/^#+ /m)[0]!;
}

const parse = (text: string): unknown => JSON.parse(text);

async function printed(run: (write: (text: string) => void) => Promise<number>): Promise<unknown> {
	let text = '';
	await run(more => {
		text += more;
	});
	return parse(text);
}

/** A session in which nothing waits, and which nobody may clear without being asked. */
function idle() {
	const claude = createFakeClaude();
	return {deps: claude.deps, sessions: () => [claude.session]};
}

const toWeb = {session: 'web', json: true, yes: false};

/** `ENOENT`: what would be asked there is not here. */
const aHost = {
	hosts: [
		{name: 'box', reach: {type: 'exec', command: ['/nonexistent/docker']}, command: 'ccmon', configDirs: []},
	] satisfies HostConfig[],
};

const to = Date.parse(at);
const ada = {user: 'ada', team: 'core'};
const bob = {user: 'bob', team: 'core'};
const aTeam: TeamData = {
	...{from: to - 3_600_000, todayFrom: to - 3_600_000, to, days: ['2026-11-20']},
	ccmon: {
		...noSeries,
		received: [ada, bob].map(person => ({...person, at: to})),
		byDay: [
			{...ada, usd: [4]},
			{...bob, usd: [2]},
		],
		cost: [{...ada, model: 'opus', isBackground: false, usd: 4}],
		tokens: [{...ada, model: 'opus', field: 'inputTokens', tokens: 70}],
	},
	claudeCode: noSeries,
	rates: {tokensNow: 1, tokensPeak: 2, requestsNow: 1, requestsPeak: 2},
	...{partial: false, warnings: []},
};

const aProblem = {type: 'problem', path: '/c/config.toml', message: 'It has a mistake.', count: 1} as const;

const diagnosed = () =>
	runDoctor({
		configDirs: [folder.at('claude')],
		stateDir: folder.at('state'),
		...{environment: {}, script: '', clock: Date.now, checkDatabase: () => null},
		config: {path: '/c/config.toml', problems: []},
		askProviders: async () => ({litellm: null, console: null, since: to}),
		loadPty: async () => ({}),
	});

/** Names at every depth. */
function keysOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(keysOf);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
