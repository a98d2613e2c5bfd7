import {expect, test} from 'vitest';
import {compareCopies, type HeldConversation} from '../../source/index/copies.ts';

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
	['of two that cannot be told apart the one that was read first', {row: 1}, {}],
])('%s counts', (_, counts, other) => {
	expect(compareCopies(held(counts), held(other))).toBeGreaterThan(0);
	expect(compareCopies(held(other), held(counts))).toBeLessThan(0);
});
