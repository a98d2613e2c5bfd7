import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
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

test('ignores a file with other content', () => {
	const file = path.join(folder, 'texts.json');
	writeFileSync(file, '{"a": 1', {mode: 0o600});
	expect(openMemory(file).list()).toEqual([]);
});

test('two that are open at once keep what was added to either, and only one is the first to know it', () => {
	const file = path.join(folder, 'state', 'texts.json');
	const memories = [openMemory(file), openMemory(file)] as const;
	expect(memories[0].add('one')).toBe(true);
	expect(memories[1].add('one')).toBe(false);
	expect(memories[1].add('two')).toBe(true);
	expect(memories[0].add('three')).toBe(true);
	expect(openMemory(file).list()).toEqual(['three', 'two', 'one']);
});

test.runIf(existsSync('/proc/self'))('where nothing can be written, it lasts as long as this ccmon', () => {
	const memory = openMemory('/proc/self/none/texts.json');
	expect([memory.add('one'), memory.add('one')]).toEqual([true, false]);
	expect(memory.list()).toEqual(['one']);
});
