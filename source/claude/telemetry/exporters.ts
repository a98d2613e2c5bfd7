/**
 * Where Claude Code sends its telemetry, evaluated from its settings as it does itself. Names and defaults:
 * https://code.claude.com/docs/en/monitoring-usage and https://opentelemetry.io/docs/specs/otel/protocol/exporter/. What
 * managed settings take with them is not documented: README.md beside this file says how it was seen.
 */
import {isOn} from '../settings/is-on.ts';

export type Signal = 'logs' | 'metrics';
export const signals: readonly Signal[] = ['logs', 'metrics'];

export type Variables = Readonly<Record<string, string | undefined>>;

/** Looks a variable up where Claude Code would. */
export type LookUp = (name: string) => string | undefined;

export const enableVariable = 'CLAUDE_CODE_ENABLE_TELEMETRY';

/** The variables of one signal. */
export function variablesOf(signal: Signal) {
	const name = signal.toUpperCase();
	return {
		exporter: `OTEL_${name}_EXPORTER`,
		protocol: `${otlp}${name}_PROTOCOL`,
		endpoint: `${otlp}${name}_ENDPOINT`,
		headers: `${otlp}${name}_HEADERS`,
		interval: signal === 'logs' ? 'OTEL_LOGS_EXPORT_INTERVAL' : 'OTEL_METRIC_EXPORT_INTERVAL',
	};
}

const otlp = 'OTEL_EXPORTER_OTLP_';
const families = ['TRACES', 'METRICS', 'LOGS', 'PROFILES'];
/** Managed credentials: an address that anybody else has set is dropped, so that they go nowhere else. */
const credentials = ['HEADERS', 'CLIENT_KEY', 'CLIENT_CERTIFICATE'];

export interface Managed {
	/** `env` of the managed settings. */
	variables: Variables;
	/** `otelHeadersHelper` is set in them. */
	hasHeadersHelper: boolean;
}

export const noManaged: Managed = {variables: {}, hasHeadersHelper: false};

/** `sources`: the environment of the process and the `env` of its settings files, the stronger last. */
export function effectiveVariables(sources: readonly Variables[], managed: Managed): LookUp {
	const dropped = droppedFor(managed);
	const strongestFirst = sources.toReversed();
	return name => {
		if (isSet(managed.variables, name)) return managed.variables[name];
		if (dropped.has(name)) return undefined;
		return strongestFirst.find(source => Object.hasOwn(source, name) && source[name] !== undefined)?.[name];
	};
}

const isSet = (variables: Variables, name: string): boolean =>
	Object.hasOwn(variables, name) && (variables[name] ?? '').trim() !== '';

/**
 * Variables that Claude Code drops no matter where they are set: a managed one for all signals takes the place of each signal's
 * own, and managed credentials drop every address that is not managed as well. The headers that were meant for a dropped
 * address stay, and go to the other one.
 */
function droppedFor({variables, hasHeadersHelper}: Managed): Set<string> {
	const dropped = new Set<string>();
	const drop = (...words: string[]) => dropped.add(otlp + words.join('_'));
	const dropAddresses = () => {
		drop('ENDPOINT');
		for (const family of families) drop(family, 'ENDPOINT');
	};
	if (hasHeadersHelper) dropAddresses();
	for (const name of Object.keys(variables)) {
		if (!name.startsWith(otlp) || !isSet(variables, name)) continue;
		const word = name.slice(otlp.length);
		const family = families.find(prefix => word.startsWith(`${prefix}_`));
		if (family) {
			if (credentials.includes(word.slice(family.length + 1))) drop(family, 'ENDPOINT');
			continue;
		}
		for (const each of families) drop(each, word);
		if (credentials.includes(word)) dropAddresses();
	}
	return dropped;
}

/** One signal's way out of Claude Code. */
export interface Route {
	/** The exporters at work, e.g. `otlp` and `prometheus`; empty: the signal is not exported. */
	exporters: string[];
	/** `http/json`, `http/protobuf` or `grpc`. */
	protocol: string;
	/** The full address. */
	url: string;
	/** Those of this signal alone, as they are sent: names in small letters. */
	headers: Record<string, string>;
}

export function routeOf(signal: Signal, lookUp: LookUp): Route {
	const names = variablesOf(signal);
	const listed = (lookUp(names.exporter) ?? '').split(',').map(name => name.trim());
	return {
		exporters: isOn(lookUp(enableVariable)) ? listed.filter(name => name !== '' && name !== 'none') : [],
		protocol: nonBlank(lookUp(names.protocol)) ?? nonBlank(lookUp(`${otlp}PROTOCOL`)) ?? 'http/protobuf',
		url: urlOf(signal, lookUp),
		headers: readHeaders(lookUp(names.headers) ?? ''),
	};
}

/** The signal's own address is taken as it is, the common one gets the signal's path. */
function urlOf(signal: Signal, lookUp: LookUp): string {
	const own = nonBlank(lookUp(variablesOf(signal).endpoint));
	if (own) return own;
	const common = nonBlank(lookUp(`${otlp}ENDPOINT`)) ?? 'http://localhost:4318';
	return `${common.replace(/\/+$/, '')}/v1/${signal}`;
}

/** `a=b,c=d%20e`: values are percent-encoded, as Claude Code decodes them for a signal's own headers. */
function readHeaders(text: string): Record<string, string> {
	const headers = text.split(',').flatMap(pair => {
		const equals = pair.indexOf('=');
		const name = pair.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		return name ? [[name, decoded(pair.slice(equals + 1).trim())]] : [];
	});
	return Object.fromEntries(headers);
}

function decoded(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return value;
	}
}

const nonBlank = (value: string | undefined) => value?.trim() || undefined;

export const isOff = (value: string | undefined): boolean => /^(0|false|no|off)$/i.test(value?.trim() ?? '');

/** The managed setting without which the signal would go another way; null: none. */
export function managedCauseOf(signal: Signal, sources: readonly Variables[], managed: Managed): string | null {
	const routeUnder = (settings: Managed) => JSON.stringify(routeOf(signal, effectiveVariables(sources, settings)));
	const route = routeUnder(managed);
	const {variables, hasHeadersHelper} = managed;
	const cause = Object.keys(variables).find(name => {
		const others = Object.fromEntries(Object.entries(variables).filter(([other]) => other !== name));
		return routeUnder({variables: others, hasHeadersHelper}) !== route;
	});
	if (cause !== undefined) return cause;
	return hasHeadersHelper && routeUnder({variables, hasHeadersHelper: false}) !== route ? 'otelHeadersHelper' : null;
}
