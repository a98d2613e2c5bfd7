import {expect, test} from 'vitest';
import {addMisses, allMisses, type CountedMisses} from '../../source/accounting/cache-misses.ts';

const seen = (requests: number, misses: number, causes: Record<string, number> = {}) => ({requests, misses, causes});
const after = (...all: ReturnType<typeof seen>[]) =>
	allMisses(all.reduce<CountedMisses | null>(addMisses, null) as CountedMisses);

test('the latest count of a process replaces its earlier ones', () => {
	expect(after(seen(3, 1, {tools_changed: 1}), seen(9, 2, {tools_changed: 2}))).toEqual(seen(9, 2, {tools_changed: 2}));
});

test('a cause may have the name of an object’s own property', () => {
	const all = [seen(2, 1, {toString: 1}), seen(1, 1, {constructor: 1, toString: 2})] as const;
	expect(after(...all)).toEqual(seen(3, 2, {toString: 3, constructor: 1}));
});

test('the counts of another process of the conversation are added', () => {
	const all = [seen(9, 2, {tools_changed: 2}), seen(1, 0), seen(4, 1, {ttl_expired_1h: 1}), seen(2, 1, {unknown: 1})];
	expect(after(...all)).toEqual(seen(15, 4, {tools_changed: 2, ttl_expired_1h: 1, unknown: 1}));
});
