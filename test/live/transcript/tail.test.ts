import {
	appendFileSync,
	copyFileSync,
	mkdirSync,
	renameSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createTail, type Tail} from '../../../source/live/transcript/tail.ts';
import {answerLine, ofType, requestsOf} from '../../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let file: string;
let events: SessionEvent[];
let tail: Tail;

beforeEach(() => {
	folder = temporaryFolder();
	file = folder.at('one.jsonl');
	events = [];
	tail = createTail({
		...{path: file, configDir: folder.path, sessionId: 'one', agentId: null},
		emit: event => events.push(event),
	});
});

afterEach(() => folder.remove());

const line = (id: string) => `${JSON.stringify(answerLine({id}))}\n`;
const everything = Number.POSITIVE_INFINITY;
const ids = () => requestsOf(events).map(({messageId}) => messageId);
const restarts = () => ofType(events, 'transcript.restarted').length;

test('what is appended is emitted, and nothing twice', () => {
	writeFileSync(file, line('a') + line('b'));
	expect(tail.read(everything)).toBe('done');
	appendFileSync(file, line('c'));
	tail.read(everything);
	tail.read(everything);
	expect(ids()).toEqual(['a', 'b', 'c']);
	expect(restarts()).toBe(0);
});

test('half a line waits for its other half, a whole one needs no newline', () => {
	const whole = line('a');
	writeFileSync(file, whole.slice(0, 100));
	tail.read(everything);
	expect(ids()).toEqual([]);
	appendFileSync(file, whole.slice(100, -1));
	tail.read(everything);
	expect(ids()).toEqual(['a']);
	appendFileSync(file, '\n');
	tail.read(everything);
	expect(ids()).toEqual(['a']);
	expect(ofType(events, 'problem')).toEqual([]);
});

test('a file that became shorter is read again, and said to be', () => {
	writeFileSync(file, line('a') + line('b'));
	tail.read(everything);
	truncateSync(file, line('a').length);
	tail.read(everything);
	expect(restarts()).toBe(1);
	expect(ids()).toEqual(['a', 'b', 'a']);
	appendFileSync(file, line('c'));
	tail.read(everything);
	expect(ids()).toEqual(['a', 'b', 'a', 'c']);
});

test('a file cut in the middle of a line forgets that half line', () => {
	writeFileSync(file, line('a') + line('b').slice(0, 90));
	tail.read(everything);
	writeFileSync(file, line('c'));
	tail.read(everything);
	expect(ids()).toEqual(['a', 'c']);
	expect(ofType(events, 'problem')).toEqual([]);
});

test('another file in its place is read from its start, even if it is longer', () => {
	writeFileSync(file, line('a'));
	tail.read(everything);
	const other = folder.at('other');
	writeFileSync(other, line('x') + line('y'));
	renameSync(other, file);
	tail.read(everything);
	expect(restarts()).toBe(1);
	expect(ids()).toEqual(['a', 'x', 'y']);
});

test('a file rewritten in place is noticed, even if it is longer', () => {
	writeFileSync(file, line('a'));
	tail.read(everything);
	writeFileSync(file, line('long'.repeat(50)) + line('z'));
	tail.read(everything);
	expect(restarts()).toBe(1);
	expect(ids()).toEqual(['a', 'long'.repeat(50), 'z']);
});

test('a file that vanishes and comes back is read again', () => {
	expect(tail.read(everything)).toBe('missing');
	writeFileSync(file, line('a'));
	tail.read(everything);
	copyFileSync(file, folder.at('kept'));
	rmSync(file);
	expect(tail.read(everything)).toBe('missing');
	// The first file's number on the disk is taken, so that it is not used again.
	writeFileSync(file, line('a') + line('b'));
	tail.read(everything);
	expect(ids().slice(-1)).toEqual(['b']);
	expect(ofType(events, 'problem')).toEqual([]);
});

test('what cannot be read is said once, with its path; a folder or a pipe in its place is not read', () => {
	symlinkSync(file, file);
	expect(tail.read(everything)).toBe('unreadable');
	expect(tail.read(everything)).toBe('unreadable');
	expect(ofType(events, 'problem')).toEqual([
		{
			type: 'problem',
			path: file,
			message: 'This transcript cannot be read (a symbolic link that leads back to itself: remove it).',
			count: 1,
		},
	]);
	rmSync(file);
	mkdirSync(file);
	expect(tail.read(everything)).toBe('missing');
});

test('lines that are no JSON are counted once', () => {
	writeFileSync(file, `nonsense\n${line('a')}{"type":"assistant","mess\n`);
	tail.read(everything);
	appendFileSync(file, line('b'));
	tail.read(everything);
	expect(ids()).toEqual(['a', 'b']);
	expect(ofType(events, 'problem').map(({path, count}) => [path, count])).toEqual([[file, 2]]);
});

test('a long file is read in steps', () => {
	const lines = Array.from({length: 4000}, (_, index) => line(`msg_${index}`));
	writeFileSync(file, lines.join(''));
	let steps = 1;
	while (tail.read(2 ** 18) === 'more') steps++;
	expect(steps).toBeGreaterThan(3);
	expect(ids()).toEqual(lines.map((_, index) => `msg_${index}`));
});
