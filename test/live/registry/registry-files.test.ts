import {chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createRegistryFiles, type RegistryFiles} from '../../../source/live/registry/registry-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let files: RegistryFiles;
let problems: {path: string; message: string}[];
let gone: number[];

beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('sessions'));
	problems = [];
	gone = [];
	files = createRegistryFiles({
		...{configDir: folder.path, path: folder.at('sessions')},
		emit: event => problems.push(event as Extract<SessionEvent, {type: 'problem'}>),
		onGone: ({pid}) => gone.push(pid),
	});
});
afterEach(() => folder.remove());

const at = (name: string) => folder.at('sessions', name);
const session = (pid: number, fields: object = {}) =>
	JSON.stringify({
		pid,
		sessionId: `id-${pid}`,
		cwd: '/w',
		status: 'idle',
		kind: 'interactive',
		startedAt: 1,
		...fields,
	});
const statuses = () =>
	Object.fromEntries([...files.known()].map(({pid, session}) => [pid, session?.process.status ?? null]));

test('files of processes are read, and nothing else in the folder: it also holds keys', () => {
	writeFileSync(at('100.json'), session(100));
	for (const name of ['100.json.tmp', 'daemon.key', 'x.json', '-1.json', '0100.json']) writeFileSync(at(name), '{');
	chmodSync(at('daemon.key'), 0o000);
	files.sweep();
	files.sweep();
	expect(statuses()).toEqual({100: 'idle'});
	expect(problems).toEqual([]);
});

test('changed files are read again, others are not, and removed ones are reported', () => {
	writeFileSync(at('100.json'), session(100));
	files.sweep();
	writeFileSync(at('100.json'), session(100, {status: 'busy'}));
	files.sweep();
	expect(statuses()).toEqual({100: 'busy'});
	rmSync(at('100.json'));
	files.sweep();
	expect(statuses()).toEqual({});
	expect(gone).toEqual([100]);
	files.sweep();
	expect(gone).toEqual([100]);
});

test('a file that the system says has changed is read though it looks the same', () => {
	const time = new Date(1_700_000_000_000);
	const put = (status: string) => {
		writeFileSync(at('100.json'), session(100, {status}));
		utimesSync(at('100.json'), time, time);
	};
	put('idle');
	files.sweep();
	put('busy');
	files.sweep();
	expect(statuses()).toEqual({100: 'idle'});
	files.refresh('100.json');
	expect(statuses()).toEqual({100: 'busy'});
	files.refresh('other.txt');
	files.refresh('101.json');
	expect(statuses()).toEqual({100: 'busy'});
});

describe('a file that is no JSON', () => {
	test('was caught being written; only one that stays so is a problem, once', () => {
		writeFileSync(at('100.json'), '{"pid": 1');
		files.sweep();
		files.refresh('100.json');
		expect(problems).toEqual([]);
		files.sweep();
		expect(problems).toMatchObject([
			{path: at('100.json'), message: expect.stringContaining('Sessions cannot be read from here')},
		]);
		files.sweep();
		expect(problems).toHaveLength(1);
	});

	test('keeps the session that it held', () => {
		writeFileSync(at('100.json'), session(100));
		files.sweep();
		writeFileSync(at('100.json'), '{');
		files.refresh('100.json');
		expect(statuses()).toEqual({100: 'idle'});
		writeFileSync(at('100.json'), session(100, {status: 'busy'}));
		files.sweep();
		expect(statuses()).toEqual({100: 'busy'});
		expect(problems).toEqual([]);
	});
});

test.each<[string, () => void]>([
	['a folder', () => mkdirSync(at('100.json'))],
	['a link', () => symlinkSync(at('101.json'), at('100.json'))],
	['too large', () => writeFileSync(at('100.json'), session(100, {x: 'y'.repeat(2 ** 21)}))],
])('%s in its place is a problem, once, and no session', (_, make) => {
	writeFileSync(at('101.json'), session(101));
	make();
	for (let sweep = 0; sweep < 3; sweep++) files.sweep();
	expect(statuses()).toMatchObject({101: 'idle'});
	expect(statuses()[100] ?? null).toBeNull();
	expect(problems.length).toBeLessThanOrEqual(1);
});

test('a file of an ended process is looked at again only now and then, and at once when it changes', () => {
	writeFileSync(at('100.json'), session(100));
	files.sweep();
	for (const file of files.known()) file.isStale = true;
	rmSync(at('100.json'));
	for (let sweep = 2; sweep < 10; sweep++) files.sweep();
	expect(gone).toEqual([]);
	files.sweep();
	expect(gone).toEqual([100]);
});

test('without the folder there are no sessions, and that is no problem', () => {
	rmSync(folder.at('sessions'), {recursive: true});
	files.sweep();
	mkdirSync(folder.at('sessions'));
	writeFileSync(at('100.json'), session(100));
	files.sweep();
	expect(statuses()).toEqual({100: 'idle'});
	expect(problems).toEqual([]);
});
