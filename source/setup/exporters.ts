/**
 * Where Claude Code's telemetry goes before and after setup. Names and defaults: https://code.claude.com/docs/en/monitoring-usage
 * and https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
 */
import {type ForwardTarget, forwardHeader} from '../index/forward-targets.ts';
import type {TelemetrySettings} from '../index/telemetry-address.ts';

export type Signal = 'logs' | 'metrics';
export const signals: readonly Signal[] = ['logs', 'metrics'];

/** Looks a variable up where Claude Code would: the settings win over the environment that it is started in. */
export type LookUp = (name: string) => string | undefined;

export const enableVariable = 'CLAUDE_CODE_ENABLE_TELEMETRY';

/** The variables that setup sets for one signal. */
export function variablesOf(signal: Signal) {
	const name = signal.toUpperCase();
	return {
		exporter: `OTEL_${name}_EXPORTER`,
		protocol: `OTEL_EXPORTER_OTLP_${name}_PROTOCOL`,
		endpoint: `OTEL_EXPORTER_OTLP_${name}_ENDPOINT`,
		headers: `OTEL_EXPORTER_OTLP_${name}_HEADERS`,
		interval: signal === 'logs' ? 'OTEL_LOGS_EXPORT_INTERVAL' : 'OTEL_METRIC_EXPORT_INTERVAL',
	};
}

/** In ms. Claude Code's own are 5000 and 60000: too slow for a screen one looks at. */
const intervalMs = {logs: '250', metrics: '1000'};

const exporters = (value: string | undefined) => (value ?? '').split(',').map(part => part.trim());

export const isOn = (value: string | undefined): boolean => /^(1|true|yes|on)$/i.test(value?.trim() ?? '');

export interface SignalPlan {
	/** Variables to set; null: this signal is left alone. */
	env: Record<string, string> | null;
	forward: ForwardTarget | null;
	/** What the person should know. */
	note: string | null;
}

export interface SignalOptions {
	telemetry: TelemetrySettings;
	configDir: string;
	/** Marks what this config folder sends. */
	id: string;
	/** What to do where the person exports already. */
	exporters: 'forward' | 'leave';
}

/** What becomes of one signal, given the settings as they were without ccmon. */
export function planSignal(signal: Signal, lookUp: LookUp, options: SignalOptions): SignalPlan {
	const names = variablesOf(signal);
	const others = exporters(lookUp(names.exporter)).filter(name => name !== '' && name !== 'none');
	// Setup may be run by Claude Code itself, in an environment that holds what setup has written.
	const isExporting = isOn(lookUp(enableVariable)) && others.includes('otlp') && !isOwn(signal, lookUp);
	if (!isExporting) {
		// Others are kept if they are at work; turning telemetry on must not start one that was not.
		const kept = isOn(lookUp(enableVariable)) ? others.filter(name => name !== 'otlp') : [];
		return {env: variables(signal, ['otlp', ...kept], 'http/json', options, false), forward: null, note: null};
	}
	const protocol = lookUp(names.protocol) ?? lookUp('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
	const url = endpoint(signal, lookUp);
	if (protocol !== 'http/json' && protocol !== 'http/protobuf') {
		const note = `Your ${signal} are exported by ${protocol}, which ccmon cannot receive: they are left as they are, and ccmon does without them. Set ${names.protocol}=http/protobuf to change that.`;
		return {env: null, forward: null, note};
	}
	if (options.exporters === 'leave') {
		return {env: null, forward: null, note: `Your ${signal} go on to ${url} as before, and ccmon does without them.`};
	}
	if (!url.startsWith('http://') && !url.startsWith('https://')) {
		return {
			env: null,
			forward: null,
			note: `Your ${signal} are exported to ${url}, which is no web address: left alone.`,
		};
	}
	const forward = {
		id: options.id,
		configDir: options.configDir,
		signal,
		url,
		headers: readHeaders(lookUp(names.headers) ?? ''),
		protocol,
	} satisfies ForwardTarget;
	const note = `Your ${signal} are exported to ${url}. ccmon takes them first and passes every body on unchanged, but only while a ccmon runs: without one, nothing reaches that address.`;
	return {env: variables(signal, others, protocol, options, true), forward, note};
}

function variables(
	signal: Signal,
	list: readonly string[],
	protocol: string,
	{telemetry, id}: SignalOptions,
	isForwarded: boolean,
): Record<string, string> {
	const names = variablesOf(signal);
	const token = `x-ccmon-token=${telemetry.token}`;
	return {
		[names.exporter]: list.join(','),
		[names.protocol]: protocol,
		[names.endpoint]: `http://127.0.0.1:${telemetry.port}/v1/${signal}`,
		[names.headers]: isForwarded ? `${token},${forwardHeader}=${id}` : token,
		[names.interval]: intervalMs[signal],
	};
}

/** The signal's own address is taken as it is, the common one gets the signal's path. */
function endpoint(signal: Signal, lookUp: LookUp): string {
	const own = lookUp(variablesOf(signal).endpoint)?.trim();
	if (own) return own;
	const common = lookUp('OTEL_EXPORTER_OTLP_ENDPOINT')?.trim() || 'http://localhost:4318';
	return `${common.replace(/\/+$/, '')}/v1/${signal}`;
}

/** `a=b,c=d%20e`: values are percent-encoded, as Claude Code decodes them for a signal's own headers. */
function readHeaders(text: string): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const pair of text.split(',')) {
		const equals = pair.indexOf('=');
		const name = pair.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		if (name) headers[name] = decoded(pair.slice(equals + 1).trim());
	}
	return headers;
}

function decoded(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return value;
	}
}

/** Whether a signal's variables are ccmon's, whichever port and token they have. */
export function isOwn(signal: Signal, lookUp: LookUp): boolean {
	return /(^|,)\s*x-ccmon-token=/.test(lookUp(variablesOf(signal).headers) ?? '');
}

const contentVariables = [
	'OTEL_LOG_USER_PROMPTS',
	'OTEL_LOG_ASSISTANT_RESPONSES',
	'OTEL_LOG_TOOL_DETAILS',
	'OTEL_LOG_TOOL_CONTENT',
	'OTEL_LOG_RAW_API_BODIES',
];

/** Settings of the person's own that change what telemetry says. */
export function noteworthy(lookUp: LookUp): string[] {
	const notes: string[] = [];
	const content = contentVariables.filter(name => lookUp(name) && !/^(0|false|no|off)$/i.test(lookUp(name) ?? ''));
	if (content.length > 0) {
		notes.push(
			`${content.join(' and ')}: you have Claude Code put prompts or other content into its events. ccmon reads token counts only, and keeps none of it.`,
		);
	}
	if (/^(0|false|no|off)$/i.test(lookUp('OTEL_METRICS_INCLUDE_SESSION_ID') ?? '')) {
		notes.push('OTEL_METRICS_INCLUDE_SESSION_ID is off: ccmon cannot know whose the metrics are. Remove it.');
	}
	return notes;
}
