import {mkdirSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {planScan} from '../../../source/index/scan/scan-plan.ts';
import {openIndex} from '../../../source/index/schema.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const idOf = (letter: string) => `${letter.repeat(8)}-0000-4000-8000-000000000000`;

/** `day`: when it was written last. */
function write(path: string, day: number, bytes = 100): void {
	const file = folder.at('claude', 'projects', path);
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, '');
	truncateSync(file, bytes);
	utimesSync(file, day * 86_400, day * 86_400);
}

function plan(): {files: string[]; bytes: number}[] {
	const {database} = openIndex({path: folder.at('ccmon.db'), now: () => 0});
	const configDirs = [folder.at('claude')];
	const {groups} = planScan({database: database!, configDirs, now: 0, onUnreadable: () => {}});
	database?.close();
	return groups.map(({files, bytes}) => ({files: files.map(({relativePath}) => relativePath), bytes}));
}

test('a project is read together, newest first, and a conversation before its subagents', () => {
	write(`old/${idOf('a')}.jsonl`, 1);
	write(`new/${idOf('b')}.jsonl`, 2);
	write(`new/${idOf('c')}/subagents/agent-1.jsonl`, 3);
	write(`new/${idOf('c')}.jsonl`, 3);
	expect(plan()).toEqual([
		{
			files: [`new/${idOf('c')}.jsonl`, `new/${idOf('c')}/subagents/agent-1.jsonl`, `new/${idOf('b')}.jsonl`],
			bytes: 300,
		},
		{files: [`old/${idOf('a')}.jsonl`], bytes: 100},
	]);
});

test('a large project is for several threads, and a conversation that is large itself comes first', () => {
	const mib = 2 ** 20;
	write(`p/${idOf('a')}.jsonl`, 1, 10 * mib);
	write(`p/${idOf('b')}.jsonl`, 2, 20 * mib);
	write(`p/${idOf('c')}.jsonl`, 3, 20 * mib);
	write(`q/${idOf('d')}.jsonl`, 4, 10 * mib);
	write(`q/${idOf('e')}.jsonl`, 1, 40 * mib);
	expect(plan().map(({bytes}) => bytes / mib)).toEqual([40, 10, 20, 30]);
});

test('a conversation with transcripts in two projects is read by one thread', () => {
	write(`p/${idOf('a')}.jsonl`, 1);
	write(`q/${idOf('a')}.jsonl`, 3);
	write(`q/${idOf('b')}.jsonl`, 2);
	expect(plan().map(({files}) => files)).toEqual([
		[`p/${idOf('a')}.jsonl`, `q/${idOf('a')}.jsonl`],
		[`q/${idOf('b')}.jsonl`],
	]);
});
