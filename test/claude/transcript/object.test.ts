/** Values out of JSON, none of which can be relied on. */
import {expect, test} from 'vitest';
import {
	asCount,
	asNumber,
	asObject,
	asText,
	asTime,
	filesOf,
	parseObject,
} from '../../../source/claude/transcript/object.ts';

const junk = [null, undefined, true, [], {}, 'x', '', Number.NaN, Number.POSITIVE_INFINITY];

test('accepts objects and nothing else', () => {
	expect(parseObject('{"a": 1}')).toEqual({a: 1});
	for (const text of ['', '{', '[]', 'null', '"{}"', '1', '{"a":1}x', '['.repeat(200_000)])
		expect(parseObject(text), text.slice(0, 9)).toBeNull();
	expect([asObject([]), asObject(null), asObject('x'), asObject({})]).toEqual([null, null, null, {}]);
});

test('a text is not empty', () => {
	expect([asText('x'), asText(' '), asText(''), asText(5), asText(null)]).toEqual(['x', ' ', null, null, null]);
});

test('a number may be written as text, as gateways do', () => {
	expect([asNumber(1.5), asNumber(-2), asNumber('12'), asNumber('1.25'), asNumber(0)]).toEqual([1.5, -2, 12, 1.25, 0]);
	for (const value of [...junk, '-1', '1e5', ' 1', '0x10', '1'.repeat(16), '1.'])
		expect(asNumber(value), String(value)).toBeNull();
});

test('a count is whole, not negative, and no larger than any request has', () => {
	expect([asCount(0), asCount(1e9), asCount('7'), asCount(5, 4)]).toEqual([0, 1e9, 7, -1]);
	for (const value of [...junk, -1, 1.5, 1e9 + 1, '1.5']) expect(asCount(value), String(value)).toBe(-1);
});

test('a time is a text that a date can be made of', () => {
	expect(asTime('2026-11-20T10:00:00.123Z')).toBe(Date.UTC(2026, 10, 20, 10, 0, 0, 123));
	for (const value of [...junk, 5, '+275761-01-01', '2026-13-01T00:00:00Z'])
		expect(asTime(value), String(value)).toBeNull();
});

test('files are those that calls of tools name', () => {
	const call = (input: unknown) => ({type: 'tool_use', input});
	const content = [
		call({file_path: '/a', path: '/x'}),
		call({notebook_path: '/b'}),
		call({file_path: 7}),
		call(null),
		null,
		'x',
	];
	expect(filesOf(content)).toEqual(['/a', '/b']);
	for (const value of [null, 'x', {}, [[]]]) expect(filesOf(value)).toEqual([]);
});
