/** What a reader of the stream may look up in the history of this machine. */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Problem, SessionEvent} from '../../../source/claude/events.ts';
import {createLookups} from '../../../source/cli/stream/look-up.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {answerLine} from '../../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {noon} from '../../support/fake-fleet.ts';

const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

let folder: TemporaryFolder;
let now: number;
let problems: SessionEvent[];
let lookups: ReturnType<typeof createLookups>;
beforeEach(() => {
	folder = temporaryFolder('ccmon-look-up');
	now = noon;
	problems = [];
	lookups = open(folder.at('state'));
});
afterEach(() => folder.remove());

const open = (stateDir: string) =>
	createLookups(
		{
			...{config: defaultConfig, problems: [], configDirs: [folder.at('claude')], onlyNamedFolders: true},
			...{stateDir, clock: () => now},
		},
		event => problems.push(event),
	);

/** A conversation with one prompt, and one answer in the same second. */
function write(sessionId: string, prompt: string, at = '2026-11-22T10:30:00.000Z') {
	const file = folder.at('claude', 'projects', '-home-dev-api', `${sessionId}.jsonl`);
	mkdirSync(path.dirname(file), {recursive: true});
	const where = {sessionId, cwd: '/home/dev/api', timestamp: at};
	const lines = [
		{type: 'user', uuid: `u-${sessionId}`, message: {role: 'user', content: prompt}, ...where},
		answerLine({id: `msg-${sessionId}`}, {requestId: `req-${sessionId}`, uuid: `a-${sessionId}`, ...where}),
	];
	writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
}

const search = async (words: string, limit = 10) => {
	const {conversations} = (await lookups.search({words, limit})) as {
		conversations: {sessionId: string; lastAt: string}[];
	};
	return conversations;
};
const idsOf = async (words: string, limit?: number) => (await search(words, limit)).map(({sessionId}) => sessionId);

describe('a search', () => {
	test('finds conversations by their words, the latest first, with ISO times', async () => {
		write(one, 'Fix the header', '2026-11-22T10:30:00.000Z');
		write(two, 'Fix the footer', '2026-11-22T11:30:00.000Z');
		expect(await idsOf('fix')).toEqual([two, one]);
		expect(await idsOf('fix', 1)).toEqual([two]);
		expect(await search('header')).toMatchObject([{sessionId: one, lastAt: '2026-11-22T10:30:00.000Z'}]);
		expect(problems).toEqual([]);
	});

	test('looks for new transcripts every ten seconds and not for each letter', async () => {
		write(one, 'Fix the header');
		expect(await idsOf('fix')).toEqual([one]);
		write(two, 'Fix the footer', '2026-11-22T11:30:00.000Z');
		now += 9999;
		expect(await idsOf('fix')).toEqual([one]);
		now += 1;
		expect(await idsOf('fix')).toEqual([two, one]);
	});
});

test('looks for new transcripts at once for a conversation to resume, by its whole id', async () => {
	write(one, `Fix what ${two} says`);
	expect((await lookups.find(one))?.cwd).toBe('/home/dev/api');
	expect(await lookups.find(two)).toBeNull();
	write(two, 'Fix the footer');
	expect((await lookups.find(two))?.sessionId).toBe(two);
});

describe('sums', () => {
	const history = (rest: object = {}) =>
		lookups.history({
			...{by: 'day', since: null, until: null, timezone: 'UTC', within: []},
			...rest,
		} as never) as Promise<{
			timezone: string;
			rows: {key: string; requests: number}[];
		}>;
	const days = async (rest?: object) => (await history(rest)).rows.map(({key, requests}) => `${key}: ${requests}`);
	beforeEach(() => {
		write(one, 'Fix the header', '2026-11-20T10:30:00.000Z');
		write(two, 'Fix the footer', '2026-11-22T10:30:00.000Z');
	});

	test('are by days in the time zone that was asked for', async () => {
		expect(await days()).toEqual(['2026-11-20: 1', '2026-11-22: 1']);
		expect(await days({timezone: 'Pacific/Kiritimati'})).toEqual(['2026-11-21: 1', '2026-11-23: 1']);
		expect((await history({timezone: 'Asia/Tokyo'})).timezone).toBe('Asia/Tokyo');
		// The tests run in UTC.
		expect(await days({timezone: null})).toEqual(['2026-11-20: 1', '2026-11-22: 1']);
		await expect(history({timezone: 'Nowhere/Land'})).rejects.toThrow('Nowhere/Land is not a time zone known there');
	});

	test('are for the days that were asked for, both included', async () => {
		expect(await days({since: '2026-11-21'})).toEqual(['2026-11-22: 1']);
		expect(await days({since: '2026-11-20', until: '2026-11-20'})).toEqual(['2026-11-20: 1']);
		// The last two days are today, the 22nd, and yesterday.
		expect(await days({since: '2d'})).toEqual(['2026-11-22: 1']);
		expect(await days({since: '3d'})).toEqual(['2026-11-20: 1', '2026-11-22: 1']);
	});
});

test('sends the reason if the history cannot be stored', async () => {
	writeFileSync(folder.at('state'), '');
	await expect(search('fix')).rejects.toThrow(/^The database cannot be opened/);
	expect(problems.every((event): event is Problem => event.type === 'problem')).toBe(true);
});
