import {writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {openPastReader, type PastReader} from '../../../source/reports/sessions/past-reader.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let reader: PastReader | null = null;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(async () => {
	await reader?.close();
	folder.remove();
});

function write(name: string, prompt: string, minute: number): void {
	const sessionId = `${name.repeat(8)}-0000-4000-8000-000000000000`;
	const at = new Date(Date.parse('2026-11-20T10:00:00Z') + minute * 60_000).toISOString();
	const place = {sessionId, cwd: '/home/dev/web'};
	const typed = {type: 'user', uuid: name, timestamp: at, message: {role: 'user', content: prompt}};
	const cost = answerLine({id: name, at, ...place, outputTokens: 40_000});
	writeTranscript(folder.at('claude'), sessionId, [JSON.stringify({...typed, ...place}), cost]);
}

const open = (emit = vi.fn()) =>
	openPastReader({
		databasePath: folder.at('state', 'ccmon.db'),
		configDirs: [folder.at('claude')],
		now: Date.now,
		emit,
	});

test('finds what the index has at once, and what is new after it was read', async () => {
	write('a', 'fix the login', 0);
	write('b', 'write the page', 1);
	reader = open();
	expect(reader.find('').count).toBe(0);
	await reader.refresh(() => {});
	const all = reader.find('');
	expect([all.count, all.isCut, all.at(0)?.lastPrompt, all.at(1)?.lastPrompt, all.at(2)]).toEqual([
		...[2, false, 'write the page', 'fix the login', null],
	]);
	write('c', 'fix the page', 2);
	await reader.refresh(() => {});
	expect(reader.find('fix pag').at(0)).toMatchObject({lastPrompt: 'fix the page', costUsd: 1});
	expect(reader.find('fix').count).toBe(2);
});

test('where the database cannot be opened nothing is found, and why is said', async () => {
	const emit = vi.fn();
	writeFileSync(folder.at('state'), 'a file where a folder should be');
	reader = open(emit);
	expect(reader.find('x').count).toBe(0);
	expect(emit.mock.calls[0]![0]).toMatchObject({type: 'problem', path: folder.at('state', 'ccmon.db')});
});
