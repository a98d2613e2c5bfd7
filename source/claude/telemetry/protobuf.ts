/**
 * OTLP's protobuf form, brought into the shape of its JSON form. Only the fields that ccmon reads are named; protobuf
 * passes over the others. Field numbers: https://github.com/open-telemetry/opentelemetry-proto.
 */
import protobuf from 'protobufjs/light.js';
import type {Signal} from './exporters.ts';

const field = (id: number, type: string) => ({id, type});
const list = (id: number, type: string) => ({id, type, rule: 'repeated'});

const root = protobuf.Root.fromJSON({
	nested: {
		LogsRequest: {fields: {resourceLogs: list(1, 'ResourceLogs')}},
		ResourceLogs: {fields: {scopeLogs: list(2, 'ScopeLogs')}},
		ScopeLogs: {fields: {logRecords: list(2, 'LogRecord')}},
		LogRecord: {
			fields: {
				timeUnixNano: field(1, 'fixed64'),
				body: field(5, 'AnyValue'),
				attributes: list(6, 'KeyValue'),
				observedTimeUnixNano: field(11, 'fixed64'),
				eventName: field(12, 'string'),
			},
		},
		MetricsRequest: {fields: {resourceMetrics: list(1, 'ResourceMetrics')}},
		ResourceMetrics: {fields: {scopeMetrics: list(2, 'ScopeMetrics')}},
		ScopeMetrics: {fields: {metrics: list(2, 'Metric')}},
		Metric: {fields: {name: field(1, 'string'), sum: field(7, 'Sum')}},
		Sum: {fields: {dataPoints: list(1, 'NumberDataPoint'), aggregationTemporality: field(2, 'int32')}},
		NumberDataPoint: {
			oneofs: {value: {oneof: ['asDouble', 'asInt']}},
			fields: {
				startTimeUnixNano: field(2, 'fixed64'),
				timeUnixNano: field(3, 'fixed64'),
				asDouble: field(4, 'double'),
				asInt: field(6, 'sfixed64'),
				attributes: list(7, 'KeyValue'),
			},
		},
		KeyValue: {fields: {key: field(1, 'string'), value: field(2, 'AnyValue')}},
		// Lists and maps as values are left out: nothing that ccmon reads has them, and they nest without end.
		AnyValue: {
			oneofs: {value: {oneof: ['stringValue', 'boolValue', 'intValue', 'doubleValue']}},
			fields: {
				stringValue: field(1, 'string'),
				boolValue: field(2, 'bool'),
				intValue: field(3, 'int64'),
				doubleValue: field(4, 'double'),
			},
		},
	},
});

const types = {logs: root.lookupType('LogsRequest'), metrics: root.lookupType('MetricsRequest')};

/** Throws when the bytes are no such message. */
export function decodeProtobuf(signal: Signal, bytes: Uint8Array): unknown {
	const type = types[signal];
	return type.toObject(type.decode(bytes), {longs: String, enums: Number});
}
