/** The walk over a line's bytes reads what Claude Code writes by itself, and is never wrong about the rest. */
import fc from 'fast-check';
import {describe, expect, test, vi} from 'vitest';
import {answerLine, fixture, ofType, read, readLines, requestsOf} from './read.ts';
import {anyAnswerLine, plainRequest} from './unusual.ts';

/** As `JSON.stringify` writes it, the keys of every object in an order of their own. */
function inAnyOrder(value: unknown, seed: number): string {
	let state = seed;
	const shuffled = (_: string, part: unknown): unknown => {
		if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
		const entries = Object.entries(part).map(([key, member]) => {
			state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
			return {key, member, order: state % 1009};
		});
		return Object.fromEntries(entries.sort((a, b) => a.order - b.order).map(({key, member}) => [key, member]));
	};
	return JSON.stringify(value, shuffled);
}

const anySeed = fc.nat();

test('never parses a whole answer written by Claude Code', () => {
	const lines = fixture('conversation.jsonl').toString().split('\n');
	const answers = lines.filter(line => line.includes('"type":"assistant"')).join('\n');
	const parse = vi.spyOn(JSON, 'parse');
	const {events, damages} = read(`${answers}\n`);
	// One call is this test's own, of the reader's state; the other reads the last answer again, for what it says.
	expect(parse).toHaveBeenCalledTimes(2);
	parse.mockRestore();
	expect([requestsOf(events).length, damages]).toEqual([12, 0]);
});

test('reads an answer like JSON.parse, whatever the order of its keys', () => {
	fc.assert(
		fc.property(anyAnswerLine, anySeed, (line, seed) => {
			const text = inAnyOrder(line, seed);
			const {events, damages} = read(`${text}\n`);
			const expected = plainRequest(JSON.parse(text));
			expect(damages).toBe(0);
			expect(requestsOf(events)).toEqual(expected === null ? [] : [expected]);
		}),
		{numRuns: 3000},
	);
});

test('an answer that is cut off anywhere does not count, the next one does', () => {
	fc.assert(
		fc.property(anyAnswerLine, anySeed, fc.nat(), (line, seed, place) => {
			const text = inAnyOrder(line, seed);
			const cut = 1 + (place % (Buffer.byteLength(text) - 1));
			const broken = Buffer.concat([Buffer.from(text).subarray(0, cut), Buffer.from('\n')]);
			const {events, damages} = read(Buffer.concat([broken, Buffer.from(`${JSON.stringify(answerLine())}\n`)]));
			expect(events).toEqual(readLines(answerLine()).events);
			expect(damages).toBe(1);
		}),
		{numRuns: 1500},
	);
});

test('an answer has its timestamp, on any day', () => {
	const anyDate = fc.date({min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true});
	fc.assert(
		fc.property(anyDate, date => {
			const {events} = readLines(answerLine({}, {timestamp: date.toISOString()}));
			expect(requestsOf(events)[0]?.at).toBe(date.getTime());
		}),
		{numRuns: 2000},
	);
});

test.each([
	['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10)],
	['2026-11-22T12:00:00.000+02:00', Date.UTC(2026, 10, 22, 10)],
	['2026-02-29T10:00:00.000Z', Date.parse('2026-02-29T10:00:00.000Z') || 0],
	['2026-11-22T24:00:00.001Z', 0],
	['2026-11-22T10:0a:00.000Z', 0],
])('the time %s is what a date makes of it', (timestamp, expected) => {
	expect(requestsOf(readLines(answerLine({}, {timestamp})).events)[0]?.at).toBe(expected);
});

describe('the files of tool calls', () => {
	const filesOf = (content: unknown) =>
		ofType(readLines(answerLine({content})).events, 'tool.use').flatMap(({files}) => files);

	test('are those in the inputs themselves, of every block', () => {
		const edit = {type: 'tool_use', name: 'Edit', input: {file_path: '/a "quoted".ts', edits: [{file_path: '/inner'}]}};
		const note = {type: 'tool_use', input: {notebook_path: '/b.ipynb', cell: {file_path: '/deep'}}, file_path: '/not'};
		expect(filesOf([{type: 'text', text: '"input":{"file_path":"/said"}'}, edit, note])).toEqual([
			'/a "quoted".ts',
			'/b.ipynb',
		]);
	});

	test('are found beside blocks that are not tool calls', () => {
		const edit = {type: 'tool_use', input: {file_path: '/a.ts'}};
		for (const other of [{}, null, 'text', [], 5]) {
			expect([filesOf([edit, other]), filesOf([other, edit])]).toEqual([['/a.ts'], ['/a.ts']]);
		}
	});
});

test('a tool’s result has the size of its message, without the copy that Claude Code keeps', () => {
	const content = 'it says "toolUseResult": and UseResult":';
	const block = {tool_use_id: 'toolu_1', type: 'tool_result', content, ownUseResult: 1};
	const message = {role: 'user', content: [block]};
	const size = (line: object) =>
		ofType(readLines({type: 'user', message, ...line}).events, 'tool.use').map(use => use.toolResultBytes);
	const expected = Buffer.byteLength(JSON.stringify(message));
	expect(size({toolUseResult: {file: 'copy'.repeat(1000)}})).toEqual([expected]);
	expect(size({})).toEqual([expected]);
});

describe('records that repeat the one before', () => {
	const at = (time: string, fields: object = {}) => ({timestamp: `2026-11-22T${time}.000Z`, ...fields});
	const timesOf = (...lines: object[]) =>
		requestsOf(readLines(...lines).events).map(request => new Date(request.at).toISOString().slice(11, 19));

	test('of one answer are read once, however far apart', () => {
		expect(timesOf(answerLine({}, at('10:00:00')), answerLine({}, at('10:05:00')))).toEqual(['10:00:00']);
		const unnamed = (time: string) => answerLine({}, at(time, {requestId: undefined}));
		expect(timesOf(unnamed('10:00:00'), unnamed('10:00:01'))).toEqual(['10:00:00']);
	});

	test('with another model are read, since a fallback may have finished the answer', () => {
		const fallback = answerLine({model: 'claude-haiku-5-5'}, at('10:00:02'));
		expect(timesOf(answerLine({}, at('10:00:00')), fallback)).toEqual(['10:00:00', '10:00:02']);
	});

	test('with another request id, or much later without one, are another answer', () => {
		expect(timesOf(answerLine({}, at('10:00:00')), answerLine({}, at('10:00:00', {requestId: 'req_2'})))).toHaveLength(
			2,
		);
		const nameless = (time: string, requestId: string) => answerLine({id: undefined}, at(time, {requestId}));
		expect(timesOf(nameless('10:00:00', 'req_1'), nameless('10:00:00', 'req_2'))).toHaveLength(2);
		const unnamed = (time: string) => answerLine({id: 'gen-1'}, at(time, {requestId: undefined}));
		expect(timesOf(unnamed('10:00:00'), unnamed('11:00:00'), unnamed('11:00:01'))).toEqual(['10:00:00', '11:00:00']);
	});
});
