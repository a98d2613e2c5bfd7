/** The outer shape of OTLP bodies in their JSON form: what is there is read, what has another shape is passed over. */
import {describe, expect, test} from 'vitest';
import {
	type Attributes,
	logRecords,
	readId,
	readNumber,
	readText,
	sumPoints,
} from '../../../source/claude/telemetry/otlp.ts';

/** 2026-11-22 12:00:00.123 UTC. */
const noon = 1_795_348_800_123;
const noonNanos = '1795348800123456789';

const logs = (...records: unknown[]) => ({resourceLogs: [{scopeLogs: [{logRecords: records}]}]});
const sums = (dataPoints: unknown[], sum: object = {}) => ({
	resourceMetrics: [{scopeMetrics: [{metrics: [{name: 'claude_code.cost.usage', sum: {...sum, dataPoints}}]}]}],
});
const text = (key: string, stringValue: unknown) => ({key, value: {stringValue}});

const namesAndTimes = (body: unknown) => [...logRecords(body, new Set(['event.name']))].map(({name, at}) => [name, at]);
const pointsOf = (body: unknown) => [...sumPoints(body)];
const attributesOf = (attributes: unknown, wanted: string[]) => {
	const [record] = logRecords(logs({attributes}), new Set(wanted));
	return Object.fromEntries(record!.attributes);
};

describe('a log record', () => {
	test('has a time in milliseconds, however the nanoseconds are written', () => {
		const records = [{timeUnixNano: noonNanos}, {timeUnixNano: Number(noonNanos)}, {observedTimeUnixNano: noonNanos}];
		expect(namesAndTimes(logs(...records))).toEqual([
			[null, noon],
			[null, noon],
			[null, noon],
		]);
	});

	test('has the time of the event, not of its observation', () => {
		const record = {timeUnixNano: noonNanos, observedTimeUnixNano: '1795348900000000000'};
		expect(namesAndTimes(logs(record))).toEqual([[null, noon]]);
	});

	test.each([
		['0, which says "unknown"', '0'],
		['the last millisecond of 1999', '946684799999000000'],
		['a year that no date can hold', '99999999999999999999'],
		['a word', 'yesterday'],
		['a negative number', -1],
	])('has no time when that is %s', (_, timeUnixNano) => {
		expect(namesAndTimes(logs({timeUnixNano}))).toEqual([[null, null]]);
	});

	test('is named by its attribute, else by its event name, else by its body', () => {
		const [attributes, eventName, body] = [[text('event.name', 'a')], 'b', {stringValue: 'c'}];
		const records = [{attributes, eventName, body}, {eventName, body}, {body}];
		expect(namesAndTimes(logs(...records)).map(([name]) => name)).toEqual(['a', 'b', 'c']);
	});

	test('gives the wanted attributes alone, each in its type', () => {
		const attributes = [
			text('model', 'claude-opus-5-5'),
			{key: 'input_tokens', value: {intValue: '9007199254740991'}},
			{key: 'cost_usd', value: {doubleValue: 0.25}},
			{key: 'success', value: {boolValue: false}},
			text('prompt', 'nobody asked for this'),
		];
		expect(attributesOf(attributes, ['model', 'input_tokens', 'cost_usd', 'success'])).toEqual({
			model: 'claude-opus-5-5',
			input_tokens: 9_007_199_254_740_991,
			cost_usd: 0.25,
			success: false,
		});
	});

	test('loses only the attributes with another shape', () => {
		const odd = [
			null,
			7,
			{key: 5, value: {stringValue: 'x'}},
			{key: 'a'},
			{key: 'a', value: {}},
			text('a', 'x'.repeat(1025)),
		];
		expect(attributesOf([...odd, text('b', 'x'.repeat(1024))], ['a', 'b'])).toEqual({b: 'x'.repeat(1024)});
		expect(attributesOf('none', ['a'])).toEqual({});
	});

	test('carries at most 128 attributes', () => {
		const many = Array.from({length: 500}, (_, index) => text(`key${index}`, 'x'));
		expect(
			Object.keys(
				attributesOf(
					many,
					many.map(({key}) => key),
				),
			),
		).toHaveLength(128);
	});
});

describe('a data point', () => {
	test('has the name and the temporality of its metric', () => {
		const point = {asDouble: 0.5, startTimeUnixNano: '1795348790000000000', timeUnixNano: noonNanos};
		expect(pointsOf(sums([point], {aggregationTemporality: 1}))).toEqual([
			{
				...{name: 'claude_code.cost.usage', temporality: 'delta', value: 0.5, attributes: new Map()},
				...{startAt: 1_795_348_790_000, at: noon},
			},
		]);
	});

	test.each([
		[1, 'delta'],
		['AGGREGATION_TEMPORALITY_DELTA', 'delta'],
		[2, 'cumulative'],
		['AGGREGATION_TEMPORALITY_CUMULATIVE', 'cumulative'],
		[0, 'unknown'],
		[undefined, 'unknown'],
	])('of temporality %j is %s', (aggregationTemporality, temporality) => {
		expect(pointsOf(sums([{asInt: 1}], {aggregationTemporality}))[0]).toMatchObject({temporality});
	});

	test('may be a decimal number or an integer as text, and is left out without either', () => {
		const values = pointsOf(sums([{asDouble: 0}, {asInt: '42'}, {asInt: 7}, {asDouble: 'NaN'}, {}, null]));
		expect(values.map(({value}) => value)).toEqual([0, 42, 7]);
	});

	test('of a gauge or of a metric without a name is left out', () => {
		const metrics = [{name: 'a', gauge: {dataPoints: [{asInt: 1}]}}, {sum: {dataPoints: [{asInt: 1}]}}];
		expect(pointsOf({resourceMetrics: [{scopeMetrics: [{metrics}]}]})).toEqual([]);
	});
});

test.each([
	null,
	7,
	'text',
	[],
	{resourceLogs: null, resourceMetrics: {}},
	{resourceLogs: [null, {scopeLogs: 5}, {scopeLogs: [{logRecords: 'x'}]}], resourceMetrics: [[], {scopeMetrics: [0]}]},
])('a body of another shape (%j) has nothing in it', body => {
	expect(namesAndTimes(body)).toEqual([]);
	expect(pointsOf(body)).toEqual([]);
});

describe('values', () => {
	test.each([
		['12', 12],
		['-1.5e3', -1500],
		[3, 3],
		['', null],
		['0x10', null],
		[' 1', null],
		['1e999', null],
		[Number.POSITIVE_INFINITY, null],
		[true, null],
	])('the number in %j is %j', (value, number) => {
		expect(readNumber(value)).toBe(number);
	});

	test('an empty text is unknown', () => {
		expect(readText('')).toBeNull();
	});

	test.each([
		['req_1', 'req_1'],
		['x'.repeat(128), 'x'.repeat(128)],
		['x'.repeat(129), null],
		['red \u001B[31m', null],
		['next\u0085line', null],
		[7, null],
	])('the id %j is read as %j', (value, id) => {
		const attributes: Attributes = new Map([['id', value]]);
		expect(readId(attributes, 'id')).toBe(id);
	});
});
