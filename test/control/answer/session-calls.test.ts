import {appendFileSync, mkdirSync, utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createCallsReader} from '../../../source/control/answer/session-calls.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
const readSessionCalls = createCallsReader();

beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const call = (id: string, command: string) =>
	`${JSON.stringify({type: 'assistant', message: {content: [{type: 'tool_use', id, name: 'Bash', input: {command}}]}})}\n`;

const result = (id: string) =>
	`${JSON.stringify({type: 'user', message: {content: [{type: 'tool_result', tool_use_id: id, content: ''}]}})}\n`;

test('finds calls of the session and of its subagents, however deep their files are', () => {
	const path = folder.at('s.jsonl');
	mkdirSync(folder.at('s/subagents/flow'), {recursive: true});
	writeFileSync(path, call('own', 'ls') + call('over', 'pwd') + result('over'));
	writeFileSync(folder.at('s/subagents/agent-a.jsonl'), call('a', 'one'));
	writeFileSync(folder.at('s/subagents/flow/agent-b.jsonl'), call('b', 'two'));
	writeFileSync(folder.at('s/subagents/agent-a.meta.json'), call('no', 'meta'));
	utimesSync(folder.at('s/subagents/agent-a.jsonl'), 1, 1);
	const {pending, results} = readSessionCalls(path);
	expect(pending.map(({id}) => id)).toEqual(['own', 'b', 'a']);
	expect([...results.keys()]).toEqual(['over']);
});

test('reads the end of a long transcript', () => {
	const path = folder.at('s.jsonl');
	writeFileSync(path, `${call('old', 'x'.repeat(5 * 1024 * 1024))}${call('new', 'ls')}`);
	expect(readSessionCalls(path).pending.map(({id}) => id)).toEqual(['new']);
});

test('finds none without a transcript', () => {
	for (const path of [null, folder.at('nothing.jsonl')]) {
		expect(readSessionCalls(path)).toEqual({pending: [], results: new Map()});
	}
});

test('reads a changed file again', () => {
	const path = folder.at('s.jsonl');
	writeFileSync(path, call('a', 'ls'));
	expect(readSessionCalls(path).pending).toHaveLength(1);
	expect(readSessionCalls(path).pending).toHaveLength(1);
	appendFileSync(path, result('a'));
	expect(readSessionCalls(path).pending).toEqual([]);
	expect(readSessionCalls(path).results.has('a')).toBe(true);
});
