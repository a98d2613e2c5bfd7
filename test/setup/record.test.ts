import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	backupPath,
	folderId,
	hashOf,
	hasRecords,
	loadRecord,
	removeRecord,
	type SetupRecord,
	saveRecord,
	setUpAt,
} from '../../source/setup/record.ts';
import {planUndo} from '../../source/setup/undo.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let state: string;
beforeEach(() => {
	folder = temporaryFolder();
	state = folder.at('state');
});
afterEach(() => folder.remove());

const id = '0123456789abcdef';
const file = () => folder.at('state', 'setup', id, 'record.json');
const before = Buffer.from('{"theme": "dark"}\n');
const after = Buffer.from('{"theme": "dark", "env": {"ONE": "1"}}\n');
const record: SetupRecord = {
	configDir: '/home/ada/.claude',
	before,
	afterHash: hashOf(after),
	changes: [
		{path: ['env', 'ONE'], after: '1'},
		{path: ['theme'], before: 'light', after: 'dark'},
	],
	environment: {OTEL_LOGS_EXPORTER: 'console'},
};

test('loads what was saved, and nothing once it is removed', () => {
	expect(loadRecord(state, id)).toBeNull();
	expect([hasRecords(state), setUpAt(state, id)]).toEqual([false, null]);
	saveRecord(state, id, record);
	expect(loadRecord(state, id)).toEqual(record);
	expect(hasRecords(state)).toBe(true);
	expect(setUpAt(state, id)).toBe(statSync(file()).mtimeMs);
	removeRecord(state, id);
	expect([loadRecord(state, id), hasRecords(state), existsSync(backupPath(state, id))]).toEqual([null, false, false]);
});

test('saves no backup if there were no settings', () => {
	saveRecord(state, id, {...record, before: null});
	expect(existsSync(backupPath(state, id))).toBe(false);
	expect(loadRecord(state, id)?.before).toBeNull();
	// They came with setup, and go with it.
	expect(planUndo(after, loadRecord(state, id)).content).toBeNull();
});

test('settings whose backup has gone are not removed: what setup changed is taken back key by key', () => {
	saveRecord(state, id, record);
	rmSync(backupPath(state, id));
	expect(planUndo(after, loadRecord(state, id))).toMatchObject({
		content: Buffer.from('{"theme": "light"}\n'),
		isNeeded: true,
	});
});

describe('a record is not used', () => {
	test.each([
		'',
		'null',
		'{}',
		'{"schema": 2}',
		'[',
		`{"schema":1,"configDir":"/c","existed":false,"afterHash":"x","changes":[{"path":[],"after":1}],"environment":{}}`,
	])('that is %j', text => {
		saveRecord(state, id, record);
		writeFileSync(file(), text);
		expect(loadRecord(state, id)).toBeNull();
	});

	test('of a later version, whose words may mean something else', () => {
		saveRecord(state, id, record);
		writeFileSync(file(), readFileSync(file(), 'utf8').replace('"schema": 1', '"schema": 2'));
		expect(loadRecord(state, id)).toBeNull();
	});

	test('that others may write, or that is a link: it says what goes into the settings', () => {
		saveRecord(state, id, record);
		chmodSync(file(), 0o644);
		expect(() => loadRecord(state, id)).toThrow('chmod 600');
		const text = readFileSync(file());
		rmSync(file());
		writeFileSync(folder.at('elsewhere'), text, {mode: 0o600});
		symlinkSync(folder.at('elsewhere'), file());
		expect(() => loadRecord(state, id)).toThrow('is a symbolic link');
	});

	test('whose backup is not safe to use', () => {
		saveRecord(state, id, record);
		chmodSync(backupPath(state, id), 0o666);
		expect(() => loadRecord(state, id)).toThrow('chmod 600');
	});
});

test('one folder has one id, by whatever path', () => {
	mkdirSync(folder.at('config'));
	symlinkSync(folder.at('config'), folder.at('link'));
	expect(folderId(folder.at('config'))).toMatch(/^[0-9a-f]{16}$/);
	expect(folderId(folder.at('link'))).toBe(folderId(folder.at('config')));
	expect(folderId(`${folder.at('config')}/../config/`)).toBe(folderId(folder.at('config')));
	expect(folderId(folder.path)).not.toBe(folderId(folder.at('config')));
	expect(folderId('/gone')).toMatch(/^[0-9a-f]{16}$/);
});
