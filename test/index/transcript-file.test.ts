import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync, renameSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {type FilePosition, readTranscriptFile} from '../../source/index/transcript-file.ts';
import {answerLine, ofType, requestsOf} from '../claude/transcript/read.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let file: string;
let position: FilePosition | null;

beforeEach(() => {
	folder = temporaryFolder();
	file = folder.at('one.jsonl');
	position = null;
});

afterEach(() => folder.remove());

const line = (id: string) => `${JSON.stringify(answerLine({id}, {cwd: '/home/dev/api'}))}\n`;

/** Reads on, knowing only what was stored: JSON. */
function readOn(budgetBytes = Number.POSITIVE_INFINITY) {
	const events: SessionEvent[] = [];
	const reading = readTranscriptFile(
		{path: file, configDir: folder.path, sessionId: 'one', agentId: null},
		{from: position, emit: event => events.push(event), budgetBytes},
	);
	position = JSON.parse(JSON.stringify(reading.position)) as FilePosition;
	return {events, more: reading.more, ids: requestsOf(events).map(({messageId}) => messageId)};
}

test('goes on from a stored position, and emits nothing twice', () => {
	writeFileSync(file, line('a') + line('b').slice(0, 50));
	expect(readOn().ids).toEqual(['a']);
	expect(position?.state.readTo).toBe(line('a').length);
	appendFileSync(file, line('b').slice(50) + line('c'));
	const {events, ids} = readOn();
	expect(ids).toEqual(['b', 'c']);
	// Where it was begun is known already.
	expect(ofType(events, 'conversation.seen')).toEqual([]);
	expect(readOn().events).toEqual([]);
});

test.each([
	['shorter', () => truncateSync(file, 100), []],
	[
		'another file',
		() => {
			writeFileSync(folder.at('other'), line('x') + line('y') + line('z'));
			renameSync(folder.at('other'), file);
		},
		['x', 'y', 'z'],
	],
	['rewritten in place, and longer', () => writeFileSync(file, line('x') + line('y') + line('z')), ['x', 'y', 'z']],
	['rewritten in place with the same length', () => writeFileSync(file, line('x') + line('y')), ['x', 'y']],
])('a file that became %s is read from its start, and said to be', (_, change, expected) => {
	writeFileSync(file, line('a') + line('b'));
	readOn();
	change();
	const {events, ids} = readOn();
	expect(events[0]).toEqual({type: 'transcript.restarted', sessionId: 'one', path: file});
	expect(ids).toEqual(expected);
});

test('ignores a file that was only touched', () => {
	writeFileSync(file, line('a'));
	readOn();
	utimesSync(file, 1, 1);
	expect(readOn().events).toEqual([]);
	expect(position?.modifiedAt).toBe(1000);
});

test('its stored size is that of the file, once all of it has been looked at', () => {
	const lines = Array.from({length: 4000}, (_, index) => line(`msg_${index}`));
	writeFileSync(file, `${lines.join('')}{"type":`);
	const seen: (string | null)[] = [];
	for (let more = true; more; ) {
		const reading = readOn(2 ** 18);
		seen.push(...reading.ids);
		more = reading.more;
		expect(position?.sizeBytes).toBe(more ? position?.state.readTo : lines.join('').length + 8);
	}
	expect(seen).toEqual(lines.map((_, index) => `msg_${index}`));
});

test('what is damaged is a problem, once for each reading, with its count', () => {
	writeFileSync(file, `nonsense\n${line('a')}{"type":"assistant","mess\n`);
	const problems = (events: SessionEvent[]) => ofType(events, 'problem').map(({path, count}) => [path, count]);
	expect(problems(readOn().events)).toEqual([[file, 2]]);
	expect(problems(readOn().events)).toEqual([]);
	appendFileSync(file, `{"parentUuid":"x","text":"cut ${line('b')}`);
	const {events, ids} = readOn();
	expect([problems(events), ids]).toEqual([[[file, 1]], ['b']]);
});

test('a pipe or a folder in its place is refused at once', () => {
	execFileSync('mkfifo', [file]);
	expect(() => readOn()).toThrow(/not a plain file/);
	file = folder.at('folder');
	mkdirSync(file);
	expect(() => readOn()).toThrow(/not a plain file/);
});
