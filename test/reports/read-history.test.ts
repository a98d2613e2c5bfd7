/** The history is read for a command, whatever state its database is in. */
import {existsSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readHistory} from '../../source/reports/read-history.ts';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let stderr: string;
beforeEach(() => {
	folder = temporaryFolder();
	stderr = '';
	const at = '2026-11-20T10:00:00.000Z';
	writeTranscript(folder.at('claude'), 'a', [answerLine({id: 'm', at, sessionId: 'a', cwd: '/p', inputTokens: 1})]);
});
afterEach(() => folder.remove());

const count = 'SELECT count(*) AS n FROM request';
type Read = Parameters<typeof readHistory<number>>[3];
const read = (use: Read = database => Number(database.prepare(count).get()!.n)) =>
	readHistory(
		{databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')]},
		{stdout: {write() {}}, stderr: {write: text => (stderr += text)}, now: () => Date.parse('2026-11-21T00:00Z')},
		{},
		use,
	);

test('what is new is read before it is asked for, and the database is closed', async () => {
	let open = true;
	const {result, problems} = await read(database => {
		setImmediate(() => (open = database.isOpen));
		return Number(database.prepare(count).get()!.n);
	});
	expect([result, problems, stderr]).toEqual([1, [], '']);
	await new Promise(resolve => setImmediate(resolve));
	expect(open).toBe(false);
});

test('where no database can be, a temporary one has what transcripts hold, and why is said', async () => {
	writeFileSync(folder.at('state'), 'a file where a folder should be');
	const {result, problems} = await read();
	expect(result).toBe(1);
	expect(problems).toHaveLength(1);
	expect(stderr).toContain(folder.at('state', 'ccmon.db'));
});

test('a database that turns out to be damaged is set aside, and everything is read into a new one', async () => {
	await read();
	let tries = 0;
	const {result, problems} = await read(database => {
		tries++;
		if (tries > 1) return Number(database.prepare(count).get()!.n);
		database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		writeFileSync(folder.at('state', 'ccmon.db'), Buffer.alloc(65_536, 7));
		throw Object.assign(new Error('malformed'), {errcode: 11});
	});
	expect([tries, result]).toEqual([2, 1]);
	expect(problems[0]!.message).toContain('was damaged');
	expect(existsSync(folder.at('state', 'ccmon.db'))).toBe(true);
});

test('one that cannot be used otherwise is left, and a temporary one asked', async () => {
	let tries = 0;
	const {result, problems} = await read(() => {
		tries++;
		if (tries === 1) throw Object.assign(new Error('disk I/O error'), {errcode: 10});
		return tries;
	});
	expect(result).toBe(2);
	expect(problems[0]!.message).toMatch(/cannot be used .*nothing is remembered/);
	// It does not try for ever.
	await expect(
		read(() => {
			throw Object.assign(new Error('disk I/O error'), {errcode: 10});
		}),
	).rejects.toThrow('disk');
});

test('a fault of who asks is not the database’s', async () => {
	await expect(
		read(() => {
			throw new TypeError('no');
		}),
	).rejects.toThrow(TypeError);
});
