/** The body of a Prometheus remote_write request, version 1 (https://prometheus.io/docs/specs/prw/remote_write_spec/). */
import protobuf from 'protobufjs/light.js';
import type {Labels} from './counters.ts';

export interface Sample {
	name: string;
	labels: Labels;
	value: number;
}

const field = (id: number, type: string) => ({id, type});
const list = (id: number, type: string) => ({id, type, rule: 'repeated'});

const writeRequest = protobuf.Root.fromJSON({
	nested: {
		WriteRequest: {fields: {timeseries: list(1, 'TimeSeries')}},
		TimeSeries: {fields: {labels: list(1, 'Label'), samples: list(2, 'Sample')}},
		Label: {fields: {name: field(1, 'string'), value: field(2, 'string')}},
		Sample: {fields: {value: field(1, 'double'), timestamp: field(2, 'int64')}},
	},
}).lookupType('WriteRequest');

export const writeHeaders = {
	'content-type': 'application/x-protobuf',
	'content-encoding': 'snappy',
	'x-prometheus-remote-write-version': '0.1.0',
};

/** The same samples give the same bytes. `at`: the time of all samples, in ms since the epoch. */
export function encodeWrite(samples: readonly Sample[], at: number): Uint8Array {
	return encodeSeries(
		samples.map(({name, labels, value}) => ({
			labels: {__name__: name, ...labels},
			samples: [{value, timestamp: at}],
		})),
	);
}

/** `labels`: with `__name__`. `timestamp`: ms since the epoch. */
export interface Series {
	labels: Labels;
	samples: readonly {value: number; timestamp: number}[];
}

export function encodeSeries(series: readonly Series[]): Uint8Array {
	const timeseries = series.map(({labels, samples}) => ({
		// Labels must be sorted; an empty one means the same as a missing one, and some receivers reject it.
		labels: Object.entries(labels)
			.filter(([, text]) => text !== '')
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, value]) => ({name, value})),
		samples,
	}));
	return snappyBlock(writeRequest.encode({timeseries}).finish());
}

const largestLiteral = 65_536;

/**
 * A block in Snappy's format without compression (https://github.com/google/snappy/blob/main/format_description.txt):
 * its length, then literals of up to 64 KiB.
 */
export function snappyBlock(bytes: Uint8Array): Uint8Array {
	const parts: Uint8Array[] = [varint(bytes.length)];
	for (let from = 0; from < bytes.length; from += largestLiteral) {
		const literal = bytes.subarray(from, from + largestLiteral);
		const last = literal.length - 1;
		// 61: the length less one follows in two bytes.
		parts.push(Uint8Array.of(61 << 2, last & 0xff, last >> 8), literal);
	}
	return Buffer.concat(parts);
}

function varint(value: number): Uint8Array {
	const bytes: number[] = [];
	for (let rest = value; ; rest >>>= 7) {
		if (rest < 0x80) return Uint8Array.from([...bytes, rest]);
		bytes.push((rest & 0x7f) | 0x80);
	}
}
