/** A history in its first layout, a row for each message, is taken over as it is: nothing is lost or counted twice. */
import {globSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndexedHistory} from '../../source/index/scan/index-history.ts';
import {migrations, openHistory} from '../../source/index/schema.ts';
import {createSegmentStore, rowLength} from '../../source/index/segments.ts';
import {readSums, sumLength} from '../../source/index/sums.ts';
import {openDatabase} from '../../source/platform/database.ts';
import {writeCorpus} from '../support/corpus.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {expectTruth} from './totals.ts';

let folder: TemporaryFolder;
let configDir: string;
let databasePath: string;
let firstPath: string;
beforeEach(() => {
	folder = temporaryFolder();
	configDir = folder.at('claude');
	databasePath = folder.at('state', 'ccmon.db');
	firstPath = folder.at('first', 'ccmon.db');
});
afterEach(() => folder.remove());

async function scan(path: string) {
	const {database, ...result} = await openIndexedHistory({databasePath: path, configDirs: [configDir], now: () => 0});
	database?.close();
	return result;
}

const openFirst = () =>
	openDatabase({path: firstPath, room: 'history', migrations: migrations.slice(0, 1), now: () => 0}).database!;

/** Makes the database that the first layout had after the same scan. */
function copyIntoFirstLayout(): void {
	const database = openFirst();
	database.prepare('ATTACH ? AS present').run(databasePath);
	for (const name of ['folder', 'session', 'bucket', 'compaction', 'file']) {
		database.exec(`INSERT INTO history_${name} SELECT * FROM present.history_${name}`);
	}
	const insertMessage = database.prepare(`INSERT INTO history_message VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)`);
	const insertSum = database.prepare(`INSERT INTO history_quarter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
	const present = new DatabaseSync(databasePath);
	database.exec('BEGIN');
	createSegmentStore(present).each((rows, at) => void insertMessage.run(...rows.subarray(at, at + rowLength)));
	for (const [session, sums] of readSums(present)) {
		for (let at = 0; at < sums.length; at += sumLength) {
			const [quarter, ...rest] = sums.subarray(at, at + sumLength);
			insertSum.run(quarter!, session, ...rest);
		}
	}
	database.exec('COMMIT');
	present.close();
	database.close();
}

test('pruned transcripts stay counted, and those that are read again count once', async () => {
	const truth = writeCorpus(configDir, {seed: 31, sessions: 20});
	await scan(databasePath);
	copyIntoFirstLayout();
	for (const [index, file] of globSync('projects/**/*.jsonl', {cwd: configDir}).entries()) {
		if (index % 2 === 0) rmSync(join(configDir, file));
	}
	expect((await scan(firstPath)).files).toBe(0);
	expectTruth(firstPath, truth);
	for (const project of globSync('projects/*', {cwd: configDir})) {
		renameSync(join(configDir, project), join(configDir, `${project}-moved`));
	}
	expect((await scan(firstPath)).files).toBeGreaterThan(0);
	expectTruth(firstPath, truth);
});

test('more messages than are moved at once become pieces that hold each of them', () => {
	const first = openFirst();
	const count = 120_000;
	first.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
		INSERT INTO history_message SELECT i * 7919, 1000 + i, 1, 2, i * 3, 3, i % 1000, 4, 5, 6, 0 FROM n`);
	first.close();
	const database = openHistory({path: firstPath, now: () => 0}).database!;
	const seen = new Map<number, string>();
	createSegmentStore(database).each((rows, at) => {
		seen.set(rows[at]! / 7919, rows.subarray(at, at + rowLength).join());
	});
	expect(seen.size).toBe(count);
	for (const [number, row] of seen) {
		const values = [number * 7919, 1000 + number, 1, 2, 3, number % 1000, 4, 5, 6, 0].join();
		if (row !== values) expect(row).toBe(values);
	}
	expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'history_message'").get()).toBeUndefined();
	database.close();
});
