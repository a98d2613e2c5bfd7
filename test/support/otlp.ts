/** Builds the bodies that Claude Code's exporters send, as seen of version 2.1.330, and sends them. */
import http from 'node:http';

/** Noon; times below are ms after it. */
export const otlpNoon = Date.UTC(2026, 10, 22, 12);

type Value = string | number | boolean;

export interface LogFields {
	name: string;
	sessionId?: string;
	/** `event.sequence`; null leaves it out. */
	sequence?: number | null;
	/** Milliseconds after noon. */
	at?: number;
	attributes?: Record<string, Value>;
}

export interface RequestFields extends Omit<LogFields, 'name' | 'attributes'> {
	requestId?: string;
	querySource?: string;
	model?: string;
	input?: number;
	output?: number;
	cacheRead?: number;
	cacheCreation?: number;
	cacheCreation1h?: number;
	costUsd?: number;
	attributes?: Record<string, Value>;
}

export interface PointFields {
	/** Without `claude_code.` */
	metric: string;
	value: number;
	sessionId?: string;
	/** Milliseconds after noon: end of the interval, and its start. */
	at?: number;
	startAt?: number;
	attributes?: Record<string, Value>;
}

const nanos = (at: number) => `${otlpNoon + at}000000`;

/** Integers are numbers and not text here: that is how Claude Code writes them. */
function anyValue(value: Value): object {
	if (typeof value === 'string') return {stringValue: value};
	if (typeof value === 'boolean') return {boolValue: value};
	return Number.isInteger(value) ? {intValue: value} : {doubleValue: value};
}

const attributesOf = (values: Record<string, Value>) =>
	Object.entries(values).map(([key, value]) => ({key, value: anyValue(value)}));

/** Who is speaking: in every record of a real body. */
const common = {
	'user.id': '0'.repeat(64),
	'anthropic.provider': 'firstParty',
	'anthropic.custom_base_url': true,
	'terminal.type': 'tmux',
};

const resource = {
	attributes: attributesOf({'host.arch': 'amd64', 'service.name': 'claude-code', 'service.version': '2.1.330'}),
	droppedAttributesCount: 0,
};

function logRecord({name, sessionId = 'one', sequence = 0, at = 0, attributes = {}}: LogFields): object {
	const time = new Date(otlpNoon + at).toISOString();
	const numbered = sequence === null ? {} : {'event.sequence': sequence};
	return {
		timeUnixNano: nanos(at),
		observedTimeUnixNano: nanos(at),
		body: {stringValue: `claude_code.${name}`},
		attributes: attributesOf({
			...common,
			'session.id': sessionId,
			'event.name': name,
			'event.timestamp': time,
			...numbered,
			...attributes,
		}),
		droppedAttributesCount: 0,
	};
}

export function logsBody(...records: LogFields[]): object {
	const scope = {name: 'com.anthropic.claude_code.events', version: '2.1.330'};
	return {resourceLogs: [{resource, scopeLogs: [{scope, logRecords: records.map(logRecord)}]}]};
}

/** One `api_request`: 7 input, 30 output, 11,108 read, 2,777 written, $0.0167346, main, by default. */
export function apiRequest({
	requestId,
	querySource = 'repl_main_thread',
	model = 'claude-opus-5-5',
	input = 7,
	output = 30,
	cacheRead = 11_108,
	cacheCreation = 2777,
	cacheCreation1h = 0,
	costUsd = 0.0167346,
	attributes = {},
	...rest
}: RequestFields = {}): LogFields {
	return {
		name: 'api_request',
		...rest,
		attributes: {
			'prompt.id': 'prompt-1',
			model,
			input_tokens: input,
			output_tokens: output,
			cache_read_tokens: cacheRead,
			cache_creation_tokens: cacheCreation,
			cache_creation_5m_tokens: cacheCreation - cacheCreation1h,
			cache_creation_1h_tokens: cacheCreation1h,
			cost_usd: costUsd,
			cost_usd_micros: Math.round(costUsd * 1e6),
			duration_ms: 91,
			ttft_ms: 9,
			request_id: requestId ?? `req_${rest.sequence ?? 0}`,
			speed: 'normal',
			query_source: querySource,
			...attributes,
		},
	};
}

export function userPrompt(fields: Partial<LogFields> & {command?: string} = {}): LogFields {
	const {command, ...rest} = fields;
	return {
		name: 'user_prompt',
		...rest,
		attributes: {
			'prompt.id': `prompt-${rest.sequence ?? 0}`,
			prompt_length: '21',
			prompt: '<REDACTED>',
			prompt_text: '<REDACTED>',
			...(command ? {command_name: command, command_source: 'builtin'} : {}),
			...rest.attributes,
		},
	};
}

export function metricsBody(points: readonly PointFields[], temporality = 1): object {
	const names = [...new Set(points.map(({metric}) => metric))];
	const scope = {name: 'com.anthropic.claude_code', version: '2.1.330'};
	const metrics = names.map(name => ({
		name: `claude_code.${name}`,
		description: '',
		unit: '',
		sum: {
			aggregationTemporality: temporality,
			isMonotonic: true,
			dataPoints: points
				.filter(({metric}) => metric === name)
				.map(({value, sessionId = 'one', at = 1000, startAt = at - 500, attributes = {}}) => ({
					attributes: attributesOf({...common, 'session.id': sessionId, ...attributes}),
					startTimeUnixNano: nanos(startAt),
					timeUnixNano: nanos(at),
					asDouble: value,
				})),
		},
	}));
	return {resourceMetrics: [{resource, scopeMetrics: [{scope, metrics}]}]};
}

export interface SpendingFields extends Omit<PointFields, 'metric' | 'value'> {
	model?: string;
	querySource?: string;
	costUsd?: number;
	input?: number;
	output?: number;
	cacheRead?: number;
	cacheCreation?: number;
}

/** The five points of one interval; figures as in `apiRequest`. */
export function spending({
	model = 'claude-opus-5-5',
	querySource = 'main',
	costUsd = 0.0167346,
	input = 7,
	output = 30,
	cacheRead = 11_108,
	cacheCreation = 2777,
	attributes = {},
	...rest
}: SpendingFields = {}): PointFields[] {
	const series = {model, query_source: querySource, ...attributes};
	const tokens = {input, output, cacheRead, cacheCreation};
	return [
		{...rest, metric: 'cost.usage', value: costUsd, attributes: series},
		...Object.entries(tokens).map(([type, value]) => ({
			...rest,
			metric: 'token.usage',
			value,
			attributes: {...series, type},
		})),
	];
}

/** Claude Code counts each start of a process: `fresh`, `resume` or `continue`. */
export const sessionCount = (startType = 'fresh', fields: Partial<PointFields> = {}): PointFields => ({
	metric: 'session.count',
	value: 1,
	...fields,
	attributes: {start_type: startType},
});

export interface SendOptions {
	port: number;
	token?: string | null;
	path?: string;
	method?: string;
	headers?: Record<string, string>;
	/** Keeps one connection, as a running Claude Code does. */
	agent?: http.Agent;
}

export interface Answer {
	status: number;
	body: string;
	headers: http.IncomingHttpHeaders;
}

/** Posts a body; objects as JSON. */
export function sendOtlp(signal: 'logs' | 'metrics', body: object | Buffer | string, options: SendOptions) {
	const {port, token = 'secret', path = `/v1/${signal}`, method = 'POST', headers = {}, agent} = options;
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	return new Promise<Answer>((resolve, reject) => {
		const request = http.request(
			{
				host: '127.0.0.1',
				port,
				path,
				method,
				...(agent ? {agent} : {}),
				headers: {
					'content-type': 'application/json',
					'content-length': bytes.length,
					...(token === null ? {} : {'x-ccmon-token': token}),
					...headers,
				},
			},
			response => {
				let text = '';
				response.setEncoding('utf8').on('data', chunk => {
					text += chunk;
				});
				response.on('error', reject);
				response.on('end', () => resolve({status: response.statusCode ?? 0, body: text, headers: response.headers}));
			},
		);
		request.on('error', reject);
		request.end(bytes);
	});
}
