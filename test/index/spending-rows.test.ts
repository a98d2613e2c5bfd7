/** What reports add up: conversations of the folders that are asked for, each once. */
import {cpSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createIndexed, type Indexed} from './indexed.ts';
import {answerLine, costStateLine, writeTranscript} from './transcript-files.ts';

const one = '11111111-1111-4111-8111-111111111111';
let index: Indexed;
beforeEach(() => {
	index = createIndexed();
});
afterEach(() => index.folder.remove());

const answer = (id: string, at = '2026-11-20T10:00:00.000Z') =>
	answerLine({id, at, sessionId: one, cwd: '/p', inputTokens: 1000, outputTokens: 100, requestId: `req_${id}`});

test('of a copied folder the conversation that went on counts, and each folder has sums of its own', async () => {
	const copy = index.folder.at('copy');
	const both = [copy, index.configDir];
	writeTranscript(index.configDir, one, [answer('a')]);
	cpSync(index.configDir, copy, {recursive: true});
	await index.scan(both);
	expect(index.spending(both)).toEqual([{sessionId: one, requests: 1, usd: 0.0075}]);
	writeTranscript(index.configDir, one, [answer('a'), answer('b')]);
	await index.scan(both);
	expect(index.spending(both)).toEqual([{sessionId: one, requests: 2, usd: 0.015}]);
	expect(index.spending([copy])).toEqual([{sessionId: one, requests: 1, usd: 0.0075}]);
	expect(index.spending([index.configDir])).toEqual([{sessionId: one, requests: 2, usd: 0.015}]);
});

test('with as many requests in both, the one that knows of more', async () => {
	const copy = index.folder.at('copy');
	const both = [copy, index.configDir];
	writeTranscript(index.configDir, one, [answer('a')]);
	cpSync(index.configDir, copy, {recursive: true});
	await index.scan([copy]);
	writeTranscript(index.configDir, one, [answer('a'), costStateLine(one, '2026-11-20T11:00:00.000Z', 0.02)]);
	await index.scan(both);
	expect(index.spending(both)).toEqual([{sessionId: one, requests: 1, usd: 0.02}]);
});

test('a conversation without requests of its own has none, whatever its copy claims', async () => {
	const copy = index.folder.at('copy');
	const both = [copy, index.configDir];
	const fork = '00000000-0000-4000-8000-000000000000';
	writeTranscript(index.configDir, one, [answer('a')]);
	await index.scan();
	writeTranscript(index.configDir, fork, [answer('a')]);
	await index.scan();
	// In the copy the fork comes first.
	writeTranscript(copy, fork, [answer('a')]);
	await index.scan(both);
	writeTranscript(copy, one, [answer('a')]);
	await index.scan(both);
	expect(index.spending(both)).toEqual([{sessionId: one, requests: 1, usd: 0.0075}]);
});
