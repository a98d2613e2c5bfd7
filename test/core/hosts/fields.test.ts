/** What a message of another machine may contain. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {
	basis,
	clockMs,
	count,
	list,
	share,
	text,
	time,
	usd,
	whole,
	wholeList,
	word,
} from '../../../source/core/hosts/fields.ts';

const read = (schema: v.GenericSchema, given: unknown) => {
	const parsed = v.safeParse(schema, given);
	return parsed.success ? parsed.output : 'refused';
};

test('cuts a text, but refuses one that means something only as a whole', () => {
	expect([read(text(3), 'abcd'), read(text(3), 'abc'), read(text(), 7)]).toEqual(['abc', 'abc', 'refused']);
	expect([read(whole(3), 'abcd'), read(whole(3), 'abc'), read(whole(), null)]).toEqual(['refused', 'abc', 'refused']);
});

describe('a list', () => {
	test('is cut, and what lies beyond is not looked at', () => {
		expect(read(list(count, 2), [1, 2, 'junk'])).toEqual([1, 2]);
		expect(read(list(count, 3), [1, 2, 'junk'])).toBe('refused');
		expect([read(list(count, 2), {length: 1}), read(list(count, 2), 'ab')]).toEqual(['refused', 'refused']);
	});

	test('of a million is rejected without work', () => {
		let looked = 0;
		const item = v.pipe(
			v.unknown(),
			v.check(() => ++looked > 0),
		);
		expect(read(list(item, 5), Array(1_000_000).fill(0))).toHaveLength(5);
		expect(looked).toBe(5);
		expect(read(wholeList(item, 5), Array(1_000_000).fill(0))).toBe('refused');
		expect(looked).toBe(5);
	});

	test('that means something only as a whole is refused when it is longer', () => {
		expect(read(wholeList(count, 2), [1, 2])).toEqual([1, 2]);
		expect(read(wholeList(count, 2), [1, 2, 3])).toBe('refused');
	});
});

test.each([
	['count', count, 1e12],
	['usd', usd, 1e6],
	['share', share, 1000],
	['clockMs', clockMs, 7_258_118_400_000],
])('a %s is at least zero, and no more than is possible', (_, schema, most) => {
	expect([0, most].map(value => read(schema, value))).toEqual([0, most]);
	for (const value of [-1e-9, most * 1.001, Number.NaN, Number.POSITIVE_INFINITY, '1', null])
		expect(read(schema, value), String(value)).toBe('refused');
});

test('a time is one that a date can be', () => {
	expect(read(time, '2026-11-27T10:00:00.000Z')).toBe(Date.UTC(2026, 10, 27, 10));
	for (const given of [
		'',
		'soon',
		'1969-12-31T23:59:59Z',
		'2200-01-02T00:00:00Z',
		'+275760-09-13',
		5,
		` ${'0'.repeat(50)}`,
	])
		expect(read(time, given), String(given)).toBe('refused');
});

test('reads an unknown word of a newer version as the most harmless one', () => {
	expect([read(basis, 'telemetry'), read(basis, 'divined'), read(basis, '')]).toEqual([
		...['telemetry', 'estimated', 'estimated'],
	]);
	expect(read(word(['a', 'toString'], 'a'), 'constructor')).toBe('a');
	expect(read(basis, 3)).toBe('refused');
});
