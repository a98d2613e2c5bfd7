/**
 * The outer shape of OTLP bodies: https://opentelemetry.io/docs/specs/otlp/ in its JSON form, which decoded protobuf
 * bodies are brought into as well. Everything comes from outside: whatever has another shape is passed over, nothing
 * throws, and nothing here walks deeper than the shape goes.
 */
import {boundedTime} from '../bounds.ts';

type Fields = Record<string, unknown>;
export type Attributes = ReadonlyMap<string, string | number | boolean>;

export interface LogRecord {
	/** Milliseconds since the epoch; null when the record has no usable time. */
	at: number | null;
	/** `claude_code.api_request`; null when neither the event name nor the body says. */
	name: string | null;
	attributes: Attributes;
}

export interface SumPoint {
	/** The metric's name, e.g. `claude_code.cost.usage`. */
	name: string;
	temporality: 'delta' | 'cumulative' | 'unknown';
	startAt: number | null;
	at: number | null;
	value: number;
	attributes: Attributes;
}

/** Longer values are never what ccmon reads, and would only be carried around. */
const maxTextLength = 1024;
const firstTime = Date.UTC(2000, 0);
const maxIdLength = 128;
const maxAttributes = 128;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function* fieldsIn(parent: unknown, name: string): Generator<Fields> {
	const list = isFields(parent) ? parent[name] : undefined;
	if (!Array.isArray(list)) return;
	for (const entry of list) if (isFields(entry)) yield entry;
}

/** A request has its items by scope, and those by resource. */
function* itemsIn(body: unknown, resources: string, scopes: string, items: string): Generator<Fields> {
	for (const resource of fieldsIn(body, resources)) {
		for (const scope of fieldsIn(resource, scopes)) yield* fieldsIn(scope, items);
	}
}

/** Every log record of an `ExportLogsServiceRequest`, with those attributes that are wanted. */
export function* logRecords(body: unknown, wanted: ReadonlySet<string>): Generator<LogRecord> {
	for (const record of itemsIn(body, 'resourceLogs', 'scopeLogs', 'logRecords')) {
		const attributes = readAttributes(record, wanted);
		yield {
			at: readTime(record.timeUnixNano) ?? readTime(record.observedTimeUnixNano),
			name: readText(attributes.get('event.name')) ?? readText(record.eventName) ?? bodyText(record.body),
			attributes,
		};
	}
}

/** Every data point of the sums in an `ExportMetricsServiceRequest`; Claude Code's counters are sums. */
export function* sumPoints(body: unknown): Generator<SumPoint> {
	for (const metric of itemsIn(body, 'resourceMetrics', 'scopeMetrics', 'metrics')) {
		const name = readText(metric.name);
		const {sum} = metric;
		if (name === null || !isFields(sum)) continue;
		const temporality = readTemporality(sum.aggregationTemporality);
		for (const point of fieldsIn(sum, 'dataPoints')) {
			const value = readNumber(point.asDouble) ?? readNumber(point.asInt);
			if (value === null) continue;
			const startAt = readTime(point.startTimeUnixNano);
			const at = readTime(point.timeUnixNano);
			yield {name, temporality, startAt, at, value, attributes: readAttributes(point)};
		}
	}
}

function readAttributes(parent: Fields, wanted?: ReadonlySet<string>): Attributes {
	const attributes = new Map<string, string | number | boolean>();
	for (const {key, value} of fieldsIn(parent, 'attributes')) {
		if (attributes.size === maxAttributes) break;
		if (typeof key !== 'string' || (wanted && !wanted.has(key)) || key.length > maxTextLength) continue;
		if (!isFields(value)) continue;
		const read = readText(value.stringValue) ?? readNumber(value.intValue) ?? readNumber(value.doubleValue);
		if (read !== null) attributes.set(key, read);
		else if (typeof value.boolValue === 'boolean') attributes.set(key, value.boolValue);
	}
	return attributes;
}

const bodyText = (body: unknown): string | null => (isFields(body) ? readText(body.stringValue) : null);

export function readText(value: unknown): string | null {
	return typeof value === 'string' && value.length > 0 && value.length <= maxTextLength ? value : null;
}

/** Short text without control characters: an id, a model, a word. */
export function readId(attributes: Attributes, key: string): string | null {
	const text = readText(attributes.get(key));
	return text !== null && text.length <= maxIdLength && !/[\x00-\x1f\x7f-\x9f]/.test(text) ? text : null;
}

/** A finite number; 64-bit integers are strings in OTLP's JSON form, and Claude Code writes some counts as text. */
export function readNumber(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || !/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value)) return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

/** Nanoseconds since the epoch, as text or number, in whole milliseconds. Before 2000 is no time: 0 says "unknown". */
function readTime(value: unknown): number | null {
	const isText = typeof value === 'string' && /^\d{7,20}$/.test(value);
	const time = boundedTime(isText ? Number(value.slice(0, -6)) : (readNumber(value) ?? 0) / 1e6);
	return time !== null && time >= firstTime ? time : null;
}

function readTemporality(value: unknown): SumPoint['temporality'] {
	if (value === 1 || value === 'AGGREGATION_TEMPORALITY_DELTA') return 'delta';
	if (value === 2 || value === 'AGGREGATION_TEMPORALITY_CUMULATIVE') return 'cumulative';
	return 'unknown';
}
