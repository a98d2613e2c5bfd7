import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {damagedTranscript, longTranscript, undamaged} from './damaged.ts';
import {read} from './read.ts';

/** That an answer is told again costs nothing but time, and in an unusual spelling it is not noticed. */
function withoutRepeats(events: readonly SessionEvent[]): SessionEvent[] {
	const told = new Set<string>();
	return events.filter(event => {
		if (event.type !== 'request') return true;
		const text = JSON.stringify([event.messageId, event.usage]);
		const isNew = !told.has(text);
		told.add(text);
		return isNew;
	});
}

function expectEveryRecord(bytes: Buffer): void {
	const {events, readTo} = read(bytes);
	expect(withoutRepeats(events)).toEqual(withoutRepeats(read(undamaged(bytes)).events));
	expect(readTo).toBe(bytes.length);
}

test('of a damaged transcript every whole record counts, and nothing else', () => {
	fc.assert(fc.property(damagedTranscript, expectEveryRecord), {numRuns: 1500});
});

test('so does a record that is longer than what is looked at at once', () => {
	fc.assert(fc.property(longTranscript, expectEveryRecord), {numRuns: 40});
});

const anyDamaged = fc.oneof({weight: 9, arbitrary: damagedTranscript}, {weight: 1, arbitrary: longTranscript});

test('a file that grows in any steps, and is read by another reader after each, tells what it tells at once', () => {
	fc.assert(
		fc.property(anyDamaged, fc.array(fc.nat(), {maxLength: 12}), (bytes, places) => {
			const cuts = places.map(place => place % (bytes.length + 1)).sort((a, b) => a - b);
			expect(read(bytes, {}, cuts)).toEqual(read(bytes));
		}),
		{numRuns: 300},
	);
});

test('so does one that is read a little at a time', () => {
	fc.assert(
		fc.property(anyDamaged, fc.integer({min: 1, max: 2 ** 20}), (bytes, budgetBytes) => {
			expect(read(bytes, {budgetBytes})).toEqual(read(bytes));
		}),
		{numRuns: 300},
	);
});

test('any bytes whatever are read to the end of the last that can be told, without an error', () => {
	const anyBytes = fc.oneof(
		fc.uint8Array({maxLength: 300}),
		fc.string({maxLength: 100}).map(text => Buffer.from(`{"${text}`)),
	);
	fc.assert(
		fc.property(anyBytes, fc.array(fc.nat(300)), (bytes, places) => {
			const all = Buffer.from(bytes);
			const cuts = places.map(place => place % (all.length + 1)).sort((a, b) => a - b);
			expect(read(all, {}, cuts)).toEqual(read(all));
			expect(read(all).readTo).toBeLessThanOrEqual(all.length);
		}),
		{numRuns: 2000},
	);
});
