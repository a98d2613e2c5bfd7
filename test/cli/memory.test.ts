import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openMemory} from '../../source/cli/memory.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ccmon-memory-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

test('the newest comes first, each text once, and the next ccmon knows them', () => {
	const file = path.join(folder, 'state', 'texts.json');
	const memory = openMemory(file);
	for (const text of ['one', 'two', 'one']) memory.add(text);
	expect(openMemory(file).list()).toEqual(['one', 'two']);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readFileSync(file, 'utf8')).toBe('["one","two"]\n');
});

test('a file that holds something else is as good as none', () => {
	const file = path.join(folder, 'texts.json');
	writeFileSync(file, '{"a": 1', {mode: 0o600});
	expect(openMemory(file).list()).toEqual([]);
});
