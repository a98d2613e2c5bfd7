/** Made-up developers whose spending is known, as their machines would have pushed it: day by day, in order of time. */
import {encodeSeries, type Series, writeHeaders} from '../../source/reports/team/remote-write.ts';
import {seededRandom} from './random.ts';

const dayMs = 86_400_000;
const quarterMs = 900_000;
const bounds = [1000, 5000, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 200_000, 300_000, 1_000_000];
const requestBounds = [1, 2, 3, 5, 7, 10, 20, 50];
const models = ['claude-opus-4-5', 'claude-haiku-4-5'] as const;
const tokenTypes = ['input', 'output', 'cacheRead', 'cacheCreation5m'] as const;

export interface DeveloperTruth {
	user: string;
	team: string;
	/** In cents, by day of the window; all of them whole. */
	centsByDay: number[];
	backgroundCents: number;
	tokens: Record<(typeof tokenTypes)[number], number>;
	requests: number;
}

export interface WorldOptions {
	developers: number;
	days: number;
	/** The midnight with which the first day begins, in ms, of a zone whose clock never changes. */
	from: number;
	/** Nothing is later. */
	until: number;
	seed: number;
	/** Every few quarters of an hour of a working day there is a push. */
	pushesPerDay?: number;
}

interface GrowingSeries extends Series {
	samples: Series['samples'][number][];
}

/** Gives the truth, and the days' writes: for each, bodies of remote_write requests. */
export function makeTeamWorld({developers, days, from, until, seed, pushesPerDay = 8}: WorldOptions) {
	const {next: random} = seededRandom(seed);
	const truth: DeveloperTruth[] = Array.from({length: developers}, (_, index) => ({
		user: `dev-${index}`,
		team: `team-${index % 7}`,
		centsByDay: Array.from({length: days}, () => 0),
		backgroundCents: 0,
		tokens: {input: 0, output: 0, cacheRead: 0, cacheCreation5m: 0},
		requests: 0,
	}));
	const books = truth.map(() => new Map<string, number>());

	function writesOf(day: number): Uint8Array[] {
		const series = truth.map((developer, index) => dayOf(developer, books[index]!, day));
		const bodies: Uint8Array[] = [];
		for (let at = 0; at < series.length; at += 50) bodies.push(encodeSeries(series.slice(at, at + 50).flat()));
		return bodies;
	}

	function dayOf(developer: DeveloperTruth, book: Map<string, number>, day: number): Series[] {
		const start = from + day * dayMs;
		const samples = new Map<string, GrowingSeries>();
		const put = (at: number, name: string, labels: Record<string, string>, by: number) => {
			const key = [name, ...Object.values(labels)].join('\n');
			const isNew = !book.has(key);
			const value = (book.get(key) ?? 0) + by;
			book.set(key, value);
			const one: GrowingSeries = samples.get(key) ?? {labels: labelsOf(developer, name, labels), samples: []};
			samples.set(key, one);
			if (isNew) one.samples.push({value: 0, timestamp: at - 1000});
			one.samples.push({value, timestamp: at});
		};
		const isWeekend = new Date(start).getUTCDay() % 6 === 0;
		if (isWeekend || random() < 0.1) return [];
		// Back after a night: what it stood at, first, as after every gap.
		const morning = start + 9 * 4 * quarterMs;
		for (const [key, value] of book) {
			const [name, ...values] = key.split('\n');
			const names = labelNames(name!);
			const labels = Object.fromEntries(values.map((text, index) => [names[index]!, text]));
			if (morning < until)
				samples.set(key, {labels: labelsOf(developer, name!, labels), samples: [{value, timestamp: morning - 1000}]});
		}
		for (let push = 0; push < pushesPerDay; push++) {
			const at = morning + push * 4 * quarterMs;
			if (at >= until) break;
			for (const [index, model] of models.entries()) {
				const cents = index === 0 ? 1 + Math.floor(random() * 300) : Math.floor(random() * 20);
				const purpose = index === 0 ? 'main' : 'background';
				developer.centsByDay[day]! += cents;
				if (index === 1) developer.backgroundCents += cents;
				put(at, 'ccmon_cost_usd_total', {model, purpose}, cents / 100);
				for (const type of tokenTypes) {
					const tokens = Math.floor(random() * 50_000);
					developer.tokens[type] += tokens;
					put(at, 'ccmon_tokens_total', {model, type}, tokens);
				}
				developer.requests += 3;
				put(at, 'ccmon_requests_total', {model, purpose}, 3);
			}
			const used = Math.floor(random() * 40_000);
			for (const le of bounds) put(at, 'ccmon_minute_tokens_bucket', {le: String(le)}, used <= le ? 1 : 0);
			put(at, 'ccmon_minute_tokens_bucket', {le: '+Inf'}, 1);
			for (const le of requestBounds) put(at, 'ccmon_minute_requests_bucket', {le: String(le)}, le >= 6 ? 1 : 0);
			put(at, 'ccmon_minute_requests_bucket', {le: '+Inf'}, 1);
			for (const name of ['tokens', 'requests']) put(at, `ccmon_minute_${name}_count`, {}, 1);
			put(at, 'ccmon_minute_tokens_sum', {}, used);
			put(at, 'ccmon_minute_requests_sum', {}, 6);
			put(at, 'ccmon_idle_cost_usd_total', {}, 0.01);
			const key = 'ccmon_last_received_timestamp_seconds';
			book.set(key, 0);
			put(at, key, {}, at / 1000);
		}
		book.delete('ccmon_last_received_timestamp_seconds');
		return [...samples.values()];
	}

	return {truth, writesOf};
}

function labelNames(name: string): string[] {
	if (name === 'ccmon_tokens_total') return ['model', 'type'];
	if (name.endsWith('_bucket')) return ['le'];
	return ['model', 'purpose'];
}

const labelsOf = ({user, team}: DeveloperTruth, name: string, labels: Record<string, string>) => ({
	...{__name__: name, user, team, machine: `m-${user}`, instance: user.slice(4)},
	...labels,
});

/** Throws with the server's answer where it does not take them. */
export async function writeAll(url: string, bodies: readonly Uint8Array[]): Promise<void> {
	for (const body of bodies) {
		const answer = await fetch(url, {method: 'POST', headers: writeHeaders, body: body as Uint8Array<ArrayBuffer>});
		if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
	}
}
