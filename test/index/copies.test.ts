import {expect, test} from 'vitest';
import {compareCopies, createKnownCount, type HeldConversation} from '../../source/index/copies.ts';
import {openIndex} from '../../source/index/schema.ts';
import {createIndexed} from './indexed.ts';
import {answerLine, costStateLine, writeTranscript} from './transcript-files.ts';

const held = (fields: Partial<HeldConversation>): HeldConversation => ({
	row: 5,
	lastAt: 1000,
	bornAt: 100,
	known: () => 3,
	...fields,
});

test.each<[string, Partial<HeldConversation>, Partial<HeldConversation>]>([
	['the one that went on, though it is the copy', {lastAt: 2000, bornAt: 900}, {}],
	['of two that stand still the original', {bornAt: 50}, {}],
	['of two of the same age the fuller one', {known: () => 4, row: 9}, {}],
	['of two that cannot be distinguished the one that was read first', {row: 1}, {}],
])('%s counts', (_, counts, other) => {
	expect(compareCopies(held(counts), held(other))).toBeGreaterThan(0);
	expect(compareCopies(held(other), held(counts))).toBeLessThan(0);
});

test('what is known are requests and totals, whether or not there is a price for them', async () => {
	const index = createIndexed();
	const [sessionId, at] = ['11111111-1111-4111-8111-111111111111', '2026-11-20T10:00:00.000Z'];
	const answer = (id: string, model: string) => answerLine({id, model, at, sessionId, cwd: '/p', inputTokens: 1000});
	const lines = [answer('a', 'glm-4.6'), answer('b', 'claude-opus-4-5-20251101'), costStateLine(sessionId, at, 0.02)];
	writeTranscript(index.configDir, sessionId, lines);
	await index.scan();
	const {database} = openIndex({path: index.databasePath, now: Date.now});
	expect([1, 2].map(createKnownCount(database!))).toEqual([3, 0]);
	database!.close();
	index.folder.remove();
});
