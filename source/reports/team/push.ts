/** Pushes this machine's counters to a Prometheus-compatible server, once. */
import {randomBytes} from 'node:crypto';
import type {DatabaseSync} from 'node:sqlite';
import type {TeamPush} from '../../core/config/team.ts';
import {formatDuration} from '../../core/format.ts';
import {isDamaged} from '../../platform/database.ts';
import {reasonOf} from '../../platform/files.ts';
import type {Environment} from '../../platform/paths.ts';
import {isAlive} from '../../platform/process.ts';
import {ProviderError} from '../gateways/ask.ts';
import {type Counter, type Labels, seriesKey} from './counters.ts';
import {type PushStep, planPush} from './push-plan.ts';
import {
	giveLeaseBack,
	openPushState,
	type PushedSeries,
	type PushState,
	readPushState,
	saveBases,
	savePending,
	saveRetry,
	settlePending,
	takeLease,
} from './push-state.ts';
import {encodeWrite, type Sample, writeHeaders} from './remote-write.ts';
import {accessHeaders, askServer, describeRefusal, isWebPage, type ServerAnswer} from './request.ts';

export interface PushOptions {
	databasePath: string;
	configDirs: readonly string[];
	push: TeamPush & {url: string};
	/** `user`, `team` and `machine`. */
	identity: Labels;
	counters: readonly Counter[];
	/** Identifies the prices: when they change, what was counted before is not revised. */
	prices: string | null;
	/** That run now. */
	sessions: number;
	env: Environment;
	now(): number;
	timeoutMs?: number;
}

/** `failed`: nothing is lost, the next push sends it. `busy`: another ccmon is pushing, or the server asked to be left alone. */
export interface PushResult {
	outcome: 'pushed' | 'busy' | 'failed';
	/** One sentence. */
	message: string;
	series: number;
}

const dayMs = 86_400_000;
/** How far back samples begin: earlier spending is included in the first one. */
const furthestMs = 14 * dayMs;
/** Without an out-of-order window Prometheus rejects samples an hour older than its newest. */
const lateMs = 50 * 60_000;
const longestRetryMs = 3_600_000;

/** Never throws. */
export async function pushCounters(options: PushOptions): Promise<PushResult> {
	const {database, problem} = openPushState(options.databasePath, options.now);
	if (!database) return {outcome: 'failed', message: problem?.message ?? 'There is no database.', series: 0};
	try {
		return await pushFrom(database, options);
	} catch (error) {
		const about = error instanceof ProviderError ? error.message : `the counters cannot be pushed (${reasonOf(error)})`;
		const advice = isDamaged(error) ? ': the database is damaged' : '';
		return {outcome: 'failed', message: `${about}${advice}`, series: 0};
	} finally {
		database.close();
	}
}

async function pushFrom(database: DatabaseSync, options: PushOptions): Promise<PushResult> {
	const {push, configDirs, identity, now} = options;
	const place = JSON.stringify([push.url, ...[...configDirs].sort()]);
	const read = (instance: string) => readPushState(database, place, JSON.stringify(identity), instance);
	const state = read(randomBytes(4).toString('hex'));
	const wait = (state.retryAt ?? 0) - now();
	if (wait > 0 && wait <= longestRetryMs) {
		return {outcome: 'busy', message: `${push.url} asked to be left alone for ${Math.ceil(wait / 1000)} s.`, series: 0};
	}
	if (!takeLease(database, state.id, now(), isAlive)) {
		return {outcome: 'busy', message: 'Another ccmon is pushing there.', series: 0};
	}
	try {
		return await pushWithLease(database, state, () => read(state.instance), options);
	} finally {
		giveLeaseBack(database, state.id);
	}
}

async function pushWithLease(
	database: DatabaseSync,
	first: PushState,
	reread: () => PushState,
	options: PushOptions,
): Promise<PushResult> {
	const server = createServer(options);
	const {push, counters, identity, prices, sessions, now} = options;
	const failed = (answer: ServerAnswer): PushResult => {
		if (answer.retryAfterMs) saveRetry(database, first.id, now() + Math.min(answer.retryAfterMs, longestRetryMs));
		return {outcome: 'failed', message: describeRefusal(server.url, answer), series: 0};
	};
	let state = first;
	// An empty request shows whether the token is accepted, and the server's time.
	const greeting = await server.write([], 0);
	if (!isTaken(greeting) && !isRefused(greeting)) return failed(greeting);
	const clock = {server: greeting.date ?? now(), own: now()};
	if (state.pending) {
		const {at, samples} = state.pending;
		const answer = await server.write(samples, at);
		if (!isTaken(answer) && !isRefused(answer)) return failed(answer);
		settlePending(
			database,
			state.id,
			isTaken(answer) ? {at, values: valuesOf(samples, identity), isFull: false} : neverTaken,
		);
	}
	state = reread();
	const series = withBases(state, counters, prices);
	saveBases(database, state.id, prices, counters, series);

	const plan = (earliest: number) => {
		const {instance, lastAt, fullAt} = state;
		const times = {lastAt, fullAt, now: clock.server, clockOffsetMs: clock.server - clock.own, earliest};
		return planPush({...times, counters, series, sessions, identity: {...identity, instance}});
	};
	let refusal: ServerAnswer | null = null;
	for (const earliest of [clock.server - furthestMs, clock.server - lateMs, clock.server]) {
		const steps = plan(earliest);
		if (steps.length === 0) {
			return {outcome: 'busy', message: tooSoon(server.url.host, (state.lastAt ?? 0) - clock.server), series: 0};
		}
		refusal = null;
		for (const step of steps) {
			// Other processes wait meanwhile.
			takeLease(database, state.id, now(), isAlive);
			const answer = await send(database, state.id, server, step);
			if (isTaken(answer)) continue;
			if (!isRefused(answer)) return failed(answer);
			// It no longer accepts these times: the sums are sent with later ones.
			refusal = answer;
			break;
		}
		if (!refusal) {
			const count = new Set(steps.flatMap(({values}) => [...values.keys()])).size;
			return {outcome: 'pushed', message: `Pushed ${count} series to ${push.url}.`, series: count};
		}
		state = reread();
		for (const [key, {value}] of state.series) series.set(key, {...series.get(key)!, value});
	}
	return failed(refusal!);
}

async function send(database: DatabaseSync, id: number, server: Server, step: PushStep): Promise<ServerAnswer> {
	savePending(database, id, step.at, step.samples);
	const answer = await server.write(step.samples, step.at);
	if (isTaken(answer)) settlePending(database, id, step);
	else if (isRefused(answer)) settlePending(database, id, neverTaken);
	return answer;
}

/** Samples are sent in order of time, by the server's clock. */
const tooSoon = (host: string, aheadMs: number): string =>
	aheadMs < 60_000
		? 'The last push was a moment ago.'
		: `The clock of ${host} was ahead at the last push: it takes nothing for another ${formatDuration(aheadMs)}.`;

/** The server has nothing of the time of what it refuses. */
const neverTaken = {at: 0, values: new Map<string, number>(), isFull: false};

/** Where counting begins: with everything at the first push; with what the server has when prices change. */
function withBases(state: PushState, counters: readonly Counter[], prices: string | null): Map<string, PushedSeries> {
	const series = new Map(state.series);
	for (const {name, labels, total} of counters) {
		const key = seriesKey(name, labels);
		const known = series.get(key);
		if (!known) {
			const base = state.series.size === 0 && state.lastAt === null ? total : 0;
			series.set(key, {base, value: null});
		} else if (state.prices !== prices && name.includes('_usd_')) {
			series.set(key, {...known, base: total - (known.value ?? 0)});
		}
	}
	return series;
}

/** By series key. */
function valuesOf(samples: readonly Sample[], identity: Labels): Map<string, number> {
	return new Map(
		samples.map(({name, labels, value}) => {
			const own = Object.entries(labels).filter(([label]) => label !== 'instance' && !Object.hasOwn(identity, label));
			return [seriesKey(name, Object.fromEntries(own)), value];
		}),
	);
}

/** A web page is no receipt: a sign-in page or a wrong address answers 200 and keeps nothing. */
const isTaken = ({status, text}: ServerAnswer) => status >= 200 && status < 300 && !isWebPage(text);
/** Whether it will never accept these samples; other failures may be temporary. */
const isRefused = ({status}: ServerAnswer) => status === 400 || status === 409 || status === 422;

type Server = ReturnType<typeof createServer>;

function createServer({push, env, timeoutMs = 10_000}: PushOptions) {
	const url = new URL(push.url);
	const {tokenEnv, tokenFile, orgId} = push;
	const headers = {...accessHeaders({url: push.url, tokenEnv, tokenFile, orgId}, env), ...writeHeaders};
	return {
		url,
		write: (samples: readonly Sample[], at: number) =>
			askServer(url, {method: 'POST', headers, body: encodeWrite(samples, at), timeoutMs, maxBytes: 65_536}),
	};
}
