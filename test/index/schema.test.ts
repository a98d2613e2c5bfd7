/** The index's tables and its state; what an older version left is in take-over.test.ts. */
import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openIndex, readState, replaceDamagedIndex, writeState} from '../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const options = () => ({path: folder.at('ccmon.db'), now: () => 1000});
const open = () => openIndex(options()).database!;

test('keeps state by name; there is none at first', () => {
	const database = open();
	expect(readState(database, 'prices')).toBeNull();
	for (const value of ['a', 'b']) writeState(database, 'prices', value);
	expect([readState(database, 'prices'), readState(database, 'telemetry')]).toEqual(['b', null]);
	database.close();
	const again = open();
	expect(readState(again, 'prices')).toBe('b');
	again.close();
});

test('a database of an unreleased build starts empty', () => {
	const database = open();
	writeState(database, 'prices', 'a');
	database.exec("UPDATE room_version SET version = 6 WHERE room = 'index'; ALTER TABLE request DROP COLUMN tools");
	database.close();
	const again = open();
	expect(readState(again, 'prices')).toBeNull();
	expect(again.prepare('SELECT tools FROM request').all()).toEqual([]);
	again.close();
});

test('sets aside a damaged file only, not one with another problem', () => {
	const database = open();
	writeState(database, 'prices', 'a');
	database.close();
	expect(replaceDamagedIndex(new Error('out of memory'), options())).toBeNull();
	expect(replaceDamagedIndex(Object.assign(new Error('full'), {errcode: 13}), options())).toBeNull();
	const damaged = Object.assign(new Error('malformed'), {errcode: 11});
	// Another process has just replaced it.
	expect(replaceDamagedIndex(damaged, options())).toBeNull();

	for (const name of readdirSync(folder.path)) if (/-(wal|shm)$/.test(name)) writeFileSync(folder.at(name), '');
	writeFileSync(folder.at('ccmon.db'), Buffer.alloc(20_000, 7));
	expect(replaceDamagedIndex(damaged, options())).toMatchObject({path: folder.at('ccmon.db'), count: 1});
	const again = open();
	expect(readState(again, 'prices')).toBeNull();
	again.close();
	expect(readdirSync(folder.path).filter(name => /damaged/.test(name))).not.toEqual([]);
	expect(existsSync(folder.at('ccmon.db'))).toBe(true);
});
