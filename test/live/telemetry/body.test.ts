import type {IncomingMessage} from 'node:http';
import {PassThrough} from 'node:stream';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {decodeBody, readBody} from '../../../source/live/telemetry/body.ts';
import {type Admitted, maxBodyBytes} from '../../../source/live/telemetry/guard.ts';

describe('the bytes of a request', () => {
	const reading = () => {
		const stream = new PassThrough({highWaterMark: 2 ** 25});
		return {stream, body: readBody(stream as unknown as IncomingMessage)};
	};

	test('are put together, and none is an empty body', async () => {
		const {stream, body} = reading();
		stream.write('one ');
		stream.end('two');
		expect((await body).toString()).toBe('one two');
		const empty = reading();
		empty.stream.end();
		expect(await empty.body).toEqual(Buffer.alloc(0));
	});

	test('may be so many and not one more, and no more are read then', async () => {
		const most = reading();
		most.stream.write(Buffer.alloc(maxBodyBytes - 1));
		most.stream.end('x');
		expect(((await most.body) as Buffer).length).toBe(maxBodyBytes);
		const {stream, body} = reading();
		stream.write(Buffer.alloc(maxBodyBytes));
		stream.write('x');
		expect(await body).toEqual({refused: 413, reason: `at most ${maxBodyBytes} bytes`});
		expect(stream.isPaused()).toBe(true);
	});

	test('of a sender that goes away are not half a body', async () => {
		for (const error of [undefined, new Error('reset')]) {
			const {stream, body} = reading();
			stream.write('{"half":');
			stream.destroy(error);
			await expect(body).rejects.toThrow(error ? 'reset' : 'the sender went away');
		}
	});
});

describe('a body', () => {
	const json: Admitted = {refused: null, signal: 'logs', encoding: 'json', gzipped: false};

	test('is plain data, unpacked where it is packed', async () => {
		const bytes = Buffer.from('{"a": "é"}');
		expect(await decodeBody(bytes, json)).toEqual({message: {a: 'é'}, refused: null});
		expect(await decodeBody(gzipSync(bytes), {...json, gzipped: true})).toEqual({message: {a: 'é'}, refused: null});
	});

	test.each<[string, Buffer, Partial<Admitted>, object]>([
		['no JSON', Buffer.from('{'), {}, {refused: 400, reason: 'not a valid json body'}],
		['nothing', Buffer.alloc(0), {}, {refused: 400, reason: 'not a valid json body'}],
		[
			'no protobuf',
			Buffer.from('{"a": 1}'),
			{encoding: 'protobuf'},
			{refused: 400, reason: 'not a valid protobuf body'},
		],
		['not packed', Buffer.from('{}'), {gzipped: true}, {refused: 400, reason: 'not valid gzip'}],
		['cut', gzipSync('{"a": 1}').subarray(0, -4), {gzipped: true}, {refused: 400, reason: 'not valid gzip'}],
		[
			'a bomb',
			gzipSync(Buffer.alloc(maxBodyBytes + 1)),
			{gzipped: true},
			{refused: 413, reason: `at most ${maxBodyBytes} bytes when unpacked`},
		],
	])('that is %s is refused', async (_, bytes, change, refusal) => {
		expect(await decodeBody(bytes, {...json, ...change})).toEqual(refusal);
	});
});
