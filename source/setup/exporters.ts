/** What setup does with each of Claude Code's signals: has it sent to ccmon, forwarded, or left alone. */
import {
	enableVariable,
	isOff,
	type LookUp,
	type Route,
	routeOf,
	type Signal,
	type Variables,
	variablesOf,
} from '../claude/telemetry/exporters.ts';
import {type ForwardTarget, forwardHeader} from '../index/forward-targets.ts';
import {addressOf, type TelemetrySettings, tokenHeader} from '../index/telemetry-address.ts';

/** In ms. Claude Code's defaults are 5000 and 60000: too slow for a live screen. */
const intervalMs = {logs: '250', metrics: '1000'};

export interface SignalPlan {
	/** Variables to set; null: this signal is left alone. */
	env: Record<string, string> | null;
	forward: ForwardTarget | null;
	/** A note for the user. */
	note: string | null;
	/** The signal would go elsewhere despite its variables, so they are not set. */
	diverted: Diverted | null;
}

export interface Diverted {
	signal: Signal;
	env: Variables;
	route: Route;
}

export interface SignalOptions {
	telemetry: TelemetrySettings;
	configDir: string;
	/** Identifies what this config folder sends. */
	id: string;
	/** What to do with existing exporters. */
	exporters: 'forward' | 'leave';
}

/** Looks variables up as Claude Code would if these were set as well. */
export type Evaluate = (own: Variables) => LookUp;

/** Where a signal goes, given the settings without ccmon's changes. */
export function planSignal(signal: Signal, evaluate: Evaluate, options: SignalOptions): SignalPlan {
	const plan = planVariables(signal, evaluate({}), options);
	if (plan.env === null) return plan;
	const env = {...plan.env, [enableVariable]: '1'};
	const route = routeOf(signal, evaluate(env));
	if (reachesCcmon(signal, route, options.telemetry)) return plan;
	return {...leftAlone(null), diverted: {signal, env, route}};
}

/** Whether what Claude Code sends this way reaches the receiver and is accepted. */
export function reachesCcmon(signal: Signal, route: Route, {port, token}: TelemetrySettings): boolean {
	return (
		route.exporters.includes('otlp') &&
		route.url === addressOf(port, signal) &&
		route.headers[tokenHeader] === token &&
		isReceivable(route.protocol)
	);
}

/** Whether it takes ccmon's token to an address that is not a receiver's. */
export function carriesTokenAway(signal: Signal, {exporters, url, headers}: Route): boolean {
	const isAway = !new RegExp(`^http://127\\.0\\.0\\.1:\\d+/v1/${signal}$`).test(url);
	return exporters.includes('otlp') && Object.hasOwn(headers, tokenHeader) && isAway;
}

const isReceivable = (protocol: string) => protocol === 'http/json' || protocol === 'http/protobuf';

const leftAlone = (note: string | null): SignalPlan => ({env: null, forward: null, note, diverted: null});

function planVariables(signal: Signal, lookUp: LookUp, options: SignalOptions): SignalPlan {
	const {exporters, protocol, url, headers} = routeOf(signal, lookUp);
	// Setup may be run by Claude Code itself, in an environment that holds what setup has written.
	const isExporting = exporters.includes('otlp') && !isOwn(signal, lookUp);
	if (!isExporting) {
		// Keep other exporters that were active; turning telemetry on must not start an inactive one.
		const list = ['otlp', ...exporters.filter(name => name !== 'otlp')];
		return {...leftAlone(null), env: variables(signal, list, 'http/json', options, false)};
	}
	if (!isReceivable(protocol)) {
		const {protocol: variable} = variablesOf(signal);
		return leftAlone(
			`Your ${signal} are exported by ${protocol}, which ccmon cannot receive: they are left as they are, and ccmon does without them. Set ${variable}=http/protobuf to change that.`,
		);
	}
	if (options.exporters === 'leave') {
		return leftAlone(`Your ${signal} go on to ${url} as before, and ccmon does without them.`);
	}
	if (!/^https?:\/\//.test(url)) {
		return leftAlone(`Your ${signal} are exported to ${url}, which is not a web address: left alone.`);
	}
	const {id, configDir} = options;
	const receivable = protocol as ForwardTarget['protocol'];
	return {
		...leftAlone(
			`Your ${signal} are exported to ${url}. ccmon takes them first and passes every body on unchanged, but only while a ccmon runs: without one, nothing reaches that address.`,
		),
		env: variables(signal, exporters, receivable, options, true),
		forward: {id, configDir, signal, url, headers, protocol: receivable},
	};
}

function variables(
	signal: Signal,
	list: readonly string[],
	protocol: ForwardTarget['protocol'],
	{telemetry, id}: SignalOptions,
	isForwarded: boolean,
): Record<string, string> {
	const names = variablesOf(signal);
	const token = `${tokenHeader}=${telemetry.token}`;
	return {
		[names.exporter]: list.join(','),
		[names.protocol]: protocol,
		[names.endpoint]: addressOf(telemetry.port, signal),
		[names.headers]: isForwarded ? `${token},${forwardHeader}=${id}` : token,
		[names.interval]: intervalMs[signal],
	};
}

/** Whether a signal's variables are ccmon's, with any port and token. */
export function isOwn(signal: Signal, lookUp: LookUp): boolean {
	return Object.hasOwn(routeOf(signal, lookUp).headers, tokenHeader);
}

const contentVariables = [
	'OTEL_LOG_USER_PROMPTS',
	'OTEL_LOG_ASSISTANT_RESPONSES',
	'OTEL_LOG_TOOL_DETAILS',
	'OTEL_LOG_TOOL_CONTENT',
	'OTEL_LOG_RAW_API_BODIES',
];

/** The user's own settings that change what telemetry reports. */
export function noteworthy(lookUp: LookUp): string[] {
	const notes: string[] = [];
	const content = contentVariables.filter(name => lookUp(name) && !isOff(lookUp(name)));
	if (content.length > 0) {
		notes.push(
			`${content.join(' and ')}: you have Claude Code put prompts or other content into its events. ccmon reads token counts only, and keeps none of it.`,
		);
	}
	if (isOff(lookUp('OTEL_METRICS_INCLUDE_SESSION_ID'))) {
		notes.push('OTEL_METRICS_INCLUDE_SESSION_ID is off: ccmon cannot know whose the metrics are. Remove it.');
	}
	return notes;
}
