import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {decodeProtobuf} from '../../../source/claude/telemetry/protobuf.ts';
import {encodeOtlp} from '../../support/otlp-protobuf.ts';

const bodies = ['manual', 'auto-mode'].flatMap(name =>
	readFileSync(new URL(`../../fixtures/telemetry/${name}.jsonl`, import.meta.url), 'utf8')
		.trim()
		.split('\n')
		.map((line): {path: string; body: object} => JSON.parse(line)),
);

describe('a protobuf body says the same as its JSON form', () => {
	test('of logs', () => {
		const logs = bodies.filter(({path}) => path === '/v1/logs');
		expect(logs.length).toBeGreaterThan(10);
		for (const {body} of logs) {
			expect(parseLogs(decodeProtobuf('logs', encodeOtlp('logs', body)), 0)).toEqual(parseLogs(body, 0));
		}
	});

	test('of metrics', () => {
		const metrics = bodies.filter(({path}) => path === '/v1/metrics');
		expect(metrics.length).toBeGreaterThan(5);
		for (const {body} of metrics) {
			expect(parseMetrics(decodeProtobuf('metrics', encodeOtlp('metrics', body)), 0)).toEqual(parseMetrics(body, 0));
		}
	});
});

test('any bytes either decode or throw, and what decodes can be read', () => {
	const real = encodeOtlp('logs', bodies[0]!.body);
	const spoilt = fc
		.tuple(fc.nat(real.length - 1), fc.nat(255))
		.map(([at, byte]) => Buffer.from(real.map((old, index) => (index === at ? byte : old))));
	fc.assert(
		fc.property(fc.oneof(spoilt, fc.uint8Array({maxLength: 300})), bytes => {
			let message: unknown;
			try {
				message = decodeProtobuf('logs', bytes);
			} catch {
				return;
			}
			expect(parseLogs(message, 0).events.length).toBeLessThanOrEqual(10);
		}),
	);
});

test('ignores values that nest deeper than any stack', () => {
	let value: Buffer = Buffer.from([0x2a, 0]);
	for (let depth = 0; depth < 20_000; depth++) {
		const length = Buffer.from(varint(value.length));
		const list = Buffer.concat([Buffer.from([0x0a]), length, value]);
		value = Buffer.concat([Buffer.from([0x2a]), Buffer.from(varint(list.length)), list]);
	}
	const attribute = Buffer.concat([Buffer.from([0x0a, 1, 0x61, 0x12]), Buffer.from(varint(value.length)), value]);
	const wrap = (tag: number, inner: Buffer) =>
		Buffer.concat([Buffer.from([tag]), Buffer.from(varint(inner.length)), inner]);
	const body = wrap(0x0a, wrap(0x12, wrap(0x12, wrap(0x32, attribute))));
	expect(parseLogs(decodeProtobuf('logs', body), 0)).toMatchObject({events: [], requests: [], invalid: 1});
});

function varint(value: number): number[] {
	const bytes = [];
	let rest = value;
	while (rest > 127) {
		bytes.push((rest & 127) | 128);
		rest = Math.floor(rest / 128);
	}
	return [...bytes, rest];
}
