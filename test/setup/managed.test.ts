import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	type ManagedSettings,
	managedExporters,
	managedNotes,
	readManaged,
	statusLineForbidden,
} from '../../source/setup/managed.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const managed = (...texts: string[]): ManagedSettings => ({
	files: texts.map((text, index) => ({path: `/etc/claude-code/${index}.json`, text})),
	unreadable: [],
});

test('reads an organisation’s file and drop-ins in order, and names invalid JSON', () => {
	expect(readManaged(folder.path)).toEqual({files: [], unreadable: []});
	mkdirSync(folder.at('managed-settings.d'));
	const [main, first, broken, last] = [
		'managed-settings.json',
		'managed-settings.d/10.json',
		'managed-settings.d/20.json',
		'managed-settings.d/30.json',
	].map(name => folder.at(name));
	for (const [path, text] of [
		[last, '{"c": 1}'],
		[broken, '{'],
		[first, '{"b": 1}'],
		[main, '{"a": 1}'],
	])
		writeFileSync(path!, text!);
	const read = readManaged(folder.path);
	expect(read.files.map(({path}) => path)).toEqual([main, first, last]);
	expect(read.unreadable).toEqual([broken]);
	expect(managedNotes(read)).toEqual([expect.stringContaining(`${broken} cannot be read`)]);
});

describe('of several files', () => {
	test('the later variables win, and the last helper counts', () => {
		const {variables, hasHeadersHelper} = managedExporters(
			managed('{"env": {"A": "1", "B": "1"}, "otelHeadersHelper": "x"}', '{"env": {"B": "2"}}', '{"env": []}'),
		);
		expect(variables).toEqual({A: '1', B: '2'});
		expect(hasHeadersHelper).toBe(true);
		expect(managedExporters(managed('{"otelHeadersHelper": "x"}', '{"otelHeadersHelper": " "}')).hasHeadersHelper).toBe(
			false,
		);
		expect(managedExporters(managed('{"otelHeadersHelper": 7}')).hasHeadersHelper).toBe(false);
	});

	test('names the last one that forbids a status line, with the key', () => {
		expect(statusLineForbidden(managed('{"statusLine": {}}', '{"disableAllHooks": true}', '{}'))).toContain(
			'/etc/claude-code/1.json sets "disableAllHooks"',
		);
		expect(statusLineForbidden(managed('{"allowManagedHooksOnly": true}'))).toContain('sets "allowManagedHooksOnly"');
		expect(statusLineForbidden(managed('{"statusLine": {"command": "x"}}'))).toContain('sets "statusLine"');
	});

	test.each([
		'{}',
		'{"statusLine": null}',
		'{"disableAllHooks": false}',
		'{"disableAllHooks": "true"}',
		'{"allowManagedHooksOnly": 1}',
	])('%s forbids none', text => expect(statusLineForbidden(managed(text))).toBeNull());
});
