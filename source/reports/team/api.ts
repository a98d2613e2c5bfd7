/** Prometheus's query API (https://prometheus.io/docs/prometheus/latest/querying/api/), on any server that offers it. */
import {cleanLabel} from '../../claude/clean.ts';
import {asObject, parseObject} from '../../claude/transcript/object.ts';
import type {TeamConfig} from '../../core/config/team.ts';
import type {Environment} from '../../platform/paths.ts';
import {below, ProviderError} from '../gateways/ask.ts';
import type {Labels} from './counters.ts';
import {accessHeaders, askServer, describeRefusal} from './request.ts';

export interface Series {
	labels: Labels;
	/** Seconds since the epoch and value; never NaN or infinite. */
	values: readonly (readonly [at: number, value: number])[];
}

export interface QueryResult {
	series: readonly Series[];
	/** One line each, cleaned. */
	warnings: readonly string[];
	isPartial: boolean;
}

export interface QueryApi {
	/** `at`: seconds since the epoch. Rejects with `ProviderError`. */
	instant(query: string, at: number): Promise<QueryResult>;
	range(query: string, from: number, to: number, stepSeconds: number): Promise<QueryResult>;
}

const largestAnswer = 48 * 2 ** 20;
const mostSeries = 200_000;
const mostWarnings = 5;

/** Throws `ProviderError` if a configured token is missing. */
export function createQueryApi(team: TeamConfig & {url: string}, env: Environment, timeoutMs = 30_000): QueryApi {
	const headers = accessHeaders(team, env);
	const ask = async (path: string, parameters: Readonly<Record<string, string>>) => {
		const url = below(team.url, `/api/v1/${path}`);
		// Otherwise VictoriaMetrics aligns times to multiples of the step.
		url.search = new URLSearchParams({...parameters, nocache: '1'}).toString();
		const answer = await askServer(url, {headers, timeoutMs, maxBytes: largestAnswer});
		if (answer.status !== 200) throw new ProviderError(describeRefusal(url, answer));
		return readAnswer(answer.text, url);
	};
	return {
		instant: (query, at) => ask('query', {query, time: String(at)}),
		range: (query, from, to, step) =>
			ask('query_range', {query, start: String(from), end: String(to), step: String(step)}),
	};
}

function readAnswer(text: string, url: URL): QueryResult {
	const body = parseObject(text);
	if (body?.status === 'error') throw new ProviderError(describeRefusal(url, {status: 200, text}));
	const result = asObject(body?.data)?.result;
	if (!body || !Array.isArray(result))
		throw new ProviderError(`${url.origin}${url.pathname} does not answer as Prometheus does`);
	const warnings = Array.isArray(body.warnings) ? body.warnings.slice(0, mostWarnings) : [];
	return {
		series: result.slice(0, mostSeries).flatMap(readSeries),
		warnings: warnings.map(warning => cleanLabel(typeof warning === 'string' ? warning : JSON.stringify(warning), 200)),
		isPartial: body.isPartial === true || warnings.length > 0 || result.length > mostSeries,
	};
}

/** The largest plausible value, of dollars, tokens, requests or seconds since the epoch: a larger one would dominate sums. */
const mostOfAnything = 1e15;

/** Empty for an unknown form, and without a value. Values below 0 are 0: nothing asked for can be negative. */
function readSeries(given: unknown): Series[] {
	const one = asObject(given);
	const metric = asObject(one?.metric);
	if (!one || !metric) return [];
	const texts = Object.entries(metric).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	const labels = Object.fromEntries(texts);
	const points: unknown[] = Array.isArray(one.values) ? one.values : [one.value];
	const values = points.flatMap((point): [number, number][] => {
		if (!Array.isArray(point) || typeof point[0] !== 'number' || typeof point[1] !== 'string') return [];
		const [at, value] = [point[0], Number(point[1] || Number.NaN)];
		return Number.isFinite(at) && Math.abs(value) <= mostOfAnything ? [[at, Math.max(0, value)]] : [];
	});
	return values.length > 0 ? [{labels, values}] : [];
}
