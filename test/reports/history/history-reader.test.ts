import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import type {HistoryBook} from '../../../source/core/history/layout.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {
	type HistoryReader,
	type HistoryReaderOptions,
	openHistoryReader,
} from '../../../source/reports/history/history-reader.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let reader: HistoryReader;
let books: HistoryBook[];
let problems: Problem[];
const web = {sessionId: 'web', cwd: '/work/web'};
const first = answerLine({...web, id: 'm1', at: '2026-11-20T10:00:00.000Z', outputTokens: 40_000});
const noonMs = Date.parse('2026-11-20T12:00:00Z');

const open = (options: Partial<HistoryReaderOptions> = {}) =>
	openHistoryReader({
		databasePath: folder.at('state', 'ccmon.db'),
		configDirs: [folder.at('claude')],
		reference: referenceFigures['2026-08'],
		now: () => noonMs,
		emit: event => event.type === 'problem' && problems.push(event),
		onRead: book => book && books.push(book),
		...options,
	});

beforeEach(() => {
	folder = temporaryFolder();
	books = [];
	problems = [];
	writeTranscript(folder.at('claude'), 'web', [first]);
});
afterEach(async () => {
	await reader.close();
	folder.remove();
});

test('reads by itself, and what is added when asked', async () => {
	reader = open();
	await reader.refresh();
	const book = books[0]!;
	expect(book.view({span: 'month', grouping: 'project', path: []})).toMatchObject({
		total: {usd: 1},
		top: [{key: '/work/web', usd: 1}],
	});
	expect(book.view({span: 'week', grouping: 'model', path: []})).toMatchObject({
		span: 'week',
		top: [{name: 'Opus 4.5'}],
	});
	expect(book.spending()).toMatchObject({day: '2026-11-20', ofDay: {usd: 1}, ofMonth: {usd: 1}});

	const more = answerLine({...web, id: 'm2', at: '2026-11-20T11:40:00.000Z', outputTokens: 20_000});
	writeTranscript(folder.at('claude'), 'web', [first, more]);
	await reader.refresh();
	const last = books.at(-1);
	expect(last?.view({span: 'week', grouping: 'model', path: []}).total.usd).toBe(1.5);
	expect(last?.spentSince(Date.parse('2026-11-20T11:30:00Z'))).toMatchObject([{sessionId: 'web', usd: 0.5}]);
	const ofFolder = (configDir: string) => last?.spentSince(0, configDir).length;
	expect([ofFolder(folder.at('claude')), ofFolder('/home/ada/.claude-work')]).toEqual([1, 0]);
	expect(problems).toEqual([]);
});

test('while nobody looks it reads only when something was spent, and at once for a viewer that comes back', async () => {
	let spent = 'nothing';
	let rounds = 0;
	let time = noonMs;
	const totals = () => books.map(book => book.spending().ofMonth.usd);
	reader = open({
		now: () => time,
		everyMs: 5,
		spent() {
			rounds++;
			return spent;
		},
	});
	await waitFor(() => books.length === 1, {what: 'the first reading'});
	const more = answerLine({...web, id: 'm2', at: '2026-11-20T11:40:00.000Z', outputTokens: 20_000});
	writeTranscript(folder.at('claude'), 'web', [first, more]);
	const before = rounds;
	await waitFor(() => rounds > before + 10, {what: 'ten rounds that read nothing'});
	expect(totals()).toEqual([1]);
	spent = 'something';
	await waitFor(() => books.length === 2, {what: 'the second reading'});
	expect(totals()).toEqual([1, 1.5]);
	// Long after the last round, as on a machine that slept.
	time += 60_000;
	reader.setWatched(true);
	await waitFor(() => books.length >= 3, {what: 'the reading for the viewer'});
});

test('a database that nothing could be written into is no history in which nothing was spent', async () => {
	const path = folder.at('state', 'ccmon.db');
	const {database} = openIndex({path, now: Date.now});
	database!.exec("CREATE TRIGGER full BEFORE INSERT ON transcript BEGIN SELECT raise(ABORT, 'disk is full'); END");
	const read: (HistoryBook | null)[] = [];
	reader = open({onRead: book => read.push(book)});
	await reader.refresh();
	expect(read).toEqual([null]);
	expect(problems).toMatchObject([{path, message: expect.stringContaining('could not be written whole')}]);
	// There is room again.
	database!.exec('DROP TRIGGER full');
	database!.close();
	await reader.refresh();
	expect(read.at(-1)?.spending().ofMonth.usd).toBe(1);
});

test('closed in the middle of reading it ends soon and says nothing', async () => {
	reader = open();
	await reader.close();
	expect([books, problems]).toEqual([[], []]);
});
