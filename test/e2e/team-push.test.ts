/** Counters pushed to the engines that teams run, through whatever can go wrong on the way. */
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';
import {defaultTeam} from '../../source/core/config/team.ts';
import {encodeWrite} from '../../source/reports/team/remote-write.ts';
import {askTeam} from '../../source/reports/team/run-team.ts';
import {type Engine, engineNames, hasEngines, startEngine} from '../support/engines.ts';
import {noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {createMachine} from '../support/team-counters.ts';
import {writeAll} from '../support/team-world.ts';
import {waitFor} from '../support/wait.ts';
import {startWriteProxy} from '../support/write-proxy.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Machine = ReturnType<typeof createMachine>;

/** Until it is taken: two pushes within two seconds are one. */
const pushed = (machine: Machine, prices?: string) =>
	waitFor(
		async () => {
			const result = await machine.push(prices);
			if (result.outcome === 'failed') throw new Error(result.message);
			return result.outcome === 'pushed' && result;
		},
		{what: 'a push to be taken', every: 300},
	);

describe.skipIf(!hasEngines).each(engineNames)('%s', name => {
	let engine: Engine;
	let folder: TemporaryFolder;
	beforeAll(async () => {
		engine = await startEngine(name);
	});
	afterAll(() => engine?.stop());
	beforeEach(() => {
		folder = temporaryFolder();
	});
	afterEach(() => folder.remove());

	async function ask(query: string): Promise<{metric: Record<string, string>; value: [number, string]}[]> {
		await engine.settle();
		const parameters = new URLSearchParams({query, time: String(Date.now() / 1000 + 60), nocache: '1'});
		const answer = await fetch(`${engine.url}/api/v1/query?${parameters}`);
		return ((await answer.json()) as {data: {result: []}}).data.result;
	}

	async function usdOf(user: string): Promise<number | null> {
		const [one] = await ask(`sum(last_over_time(ccmon_cost_usd_total{user="${user}"}[1h]))`);
		return one ? Number(one.value[1]) : null;
	}

	const toHold = (user: string, usd: number) =>
		waitFor(async () => Math.abs(((await usdOf(user)) ?? -1) - usd) < 1e-6, {
			what: `${user} to stand at $${usd}`,
			last: async () => String(await usdOf(user)),
		});

	test('counting begins with the first push, and each series with 0', async () => {
		const ada = createMachine({folder, user: 'first', url: engine.writeUrl});
		ada.spend(100);
		await pushed(ada);
		ada.spend(1.25, {inputTokens: 4000});
		await pushed(ada);
		ada.spend(0.5);
		await pushed(ada);
		await toHold('first', 1.75);
		const [series] = (await ask('ccmon_cost_usd_total{user="first"}[1h]')) as unknown as {values: [number, string][]}[];
		expect(series!.values.map(([, value]) => Number(value))).toEqual([0, 1.25, 1.75]);
	});

	test('an answer that never came: the same is sent again, and counts once', async () => {
		const proxy = await startWriteProxy(engine.writeUrl);
		const ada = createMachine({folder, user: 'silence', url: proxy.url, timeoutMs: 1500});
		await pushed(ada);
		ada.spend(2);
		void proxy.swallowOne();
		await waitFor(async () => (await ada.push()).outcome === 'failed', {
			what: 'the push without an answer',
			every: 300,
		});
		ada.spend(3);
		await pushed(ada);
		await toHold('silence', 5);
		proxy.close();
	});

	test('a restart of the server loses nothing', async () => {
		const ada = createMachine({folder, user: 'restart', url: engine.writeUrl});
		await pushed(ada);
		ada.spend(2);
		await pushed(ada);
		await engine.restart();
		ada.spend(1);
		await pushed(ada);
		await toHold('restart', 3);
	});

	test('a day offline: the money is there, if not all of its times', async () => {
		const ada = createMachine({folder, user: 'offline', url: engine.writeUrl});
		await pushed(ada);
		for (const hours of [20, 12, 3]) ada.spend(1, {at: Date.now() - hours * hourMs});
		await pushed(ada);
		await toHold('offline', 3);
	});

	test.each([
		['two hours ahead', 2 * hourMs],
		['two hours behind', -2 * hourMs],
		['a year ahead', 365 * dayMs],
		['a year behind', -365 * dayMs],
	])('a clock %s: its money counts, and nobody else is refused', async (clock, clockOffsetMs) => {
		const user = `clock ${clock}`;
		const wrong = createMachine({folder, user, url: engine.writeUrl, clockOffsetMs});
		await pushed(wrong);
		wrong.spend(4);
		await pushed(wrong);
		await toHold(user, 4);
		// Put right.
		wrong.setClock(0);
		wrong.spend(1);
		await pushed(wrong);
		await toHold(user, 5);
		const other = createMachine({folder, user: `beside ${clock}`, url: engine.writeUrl});
		await pushed(other);
		other.spend(1);
		await pushed(other);
		await toHold(`beside ${clock}`, 1);
	});

	test('other prices change what comes, not what was', async () => {
		const ada = createMachine({folder, user: 'prices', url: engine.writeUrl});
		await pushed(ada);
		ada.spend(2);
		await pushed(ada, 'list');
		// At half the price, of which the machine's own history knows.
		for (const one of ada.spent) one.usd /= 2;
		ada.spend(0.5);
		await pushed(ada, 'contract');
		ada.spend(0.25);
		await pushed(ada, 'contract');
		await toHold('prices', 2.25);
	});
});

describe.skipIf(!hasEngines).each(engineNames)('%s, which takes late samples', name => {
	let engine: Engine;
	let folder: TemporaryFolder;
	const {name: TZ, midnight} = noonZone();
	beforeAll(async () => {
		vi.stubEnv('TZ', TZ);
		engine = await startEngine(name, {lateWindow: '30d'});
		folder = temporaryFolder();
	});
	afterAll(async () => {
		vi.unstubAllEnvs();
		await engine?.stop();
		folder?.remove();
	});

	const ask = () => askTeam({team: {...defaultTeam, url: engine.url}, figures: '2026-08', env: {}}, Date.now());

	test('days offline are shown as the days on which it was spent', async () => {
		const proxy = await startWriteProxy(engine.writeUrl);
		// Four days ago, for the server and the machine alike.
		proxy.setClock(-4 * dayMs);
		const ada = createMachine({folder, user: 'ada', url: proxy.url, clockOffsetMs: -4 * dayMs});
		await pushed(ada);
		proxy.setClock(0);
		ada.setClock(0);
		const noon = midnight - 12 * hourMs;
		ada.spend(4, {at: noon - 2 * dayMs});
		ada.spend(2, {at: noon - 2 * dayMs + hourMs});
		ada.spend(1, {at: noon});
		await pushed(ada);
		ada.spend(0.5);
		await pushed(ada);
		await engine.settle();
		const usd = async () => (await ask()).days.slice(-4).map(({costUsd}) => costUsd);
		await waitFor(async () => (await usd()).join() === '6,0,1,0.5', {
			what: 'each day to have its own',
			every: 500,
			last: async () => (await usd()).join(),
		});
		expect((await ask()).totals).toMatchObject({costUsd: 7.5, todayUsd: 0.5, activeDays: 3});
		proxy.close();
	});

	test('who comes back counts from what there was, not from 0', async () => {
		const bob = {user: 'bob', team: 'core', machine: 'bob', instance: 'b', model: 'claude-opus-4-5', purpose: 'main'};
		const name = 'ccmon_cost_usd_total';
		const write = (value: number, at: number) =>
			writeAll(engine.writeUrl, [encodeWrite([{name, labels: bob, value}], Math.floor(at / 1000) * 1000)]);
		const now = Date.now();
		// All that is left of before, as where a server keeps less than 30 days; then what it stood at, and $3 more.
		await write(500, now - 5 * dayMs - 20_000);
		const report = async () => (await ask()).users.find(({user}) => user === 'bob');
		await engine.settle();
		await waitFor(async () => (await report())?.costUsd === 0, {what: 'nothing of before', every: 500});
		await write(500, now - 11_000);
		await write(503, now - 10_000);
		await engine.settle();
		await waitFor(async () => (await report())?.costUsd === 3, {
			what: 'the three dollars',
			every: 500,
			last: async () => JSON.stringify(await report()),
		});
	});
});

describe.skipIf(!hasEngines).each(engineNames)('%s, what Claude Code exports itself', name => {
	let engine: Engine;
	let folder: TemporaryFolder;
	beforeAll(async () => {
		engine = await startEngine(name);
		folder = temporaryFolder();
	});
	afterAll(async () => {
		await engine?.stop();
		folder?.remove();
	});

	const minuteMs = 60_000;
	const write = async (series: string, labels: Record<string, string>, values: readonly number[], from: number) => {
		for (const [index, value] of values.entries()) {
			const body = encodeWrite([{name: series, labels, value}], from + index * minuteMs);
			await writeAll(engine.writeUrl, [body]);
		}
	};

	/** True: a series for each process of a session; a resumed one counts from 0 again under the same labels. */
	test('is a lower bound, in either spelling, and beside ccmon of the same person it is not added', async () => {
		const cost = 'claude_code_cost_usage_USD_total';
		const now = Math.floor(Date.now() / 1000) * 1000;
		const from = now - 10 * minuteMs;
		const common = {model: 'claude-opus-4-5', query_source: 'main', team: 'web'};
		const eve = {...common, user_email: 'eve@example.com'};
		// Three short runs of one sample each: 3 × $0.50. One resumed: $2, then $1 from 0 again.
		for (const session_id of ['a', 'b', 'c']) await write(cost, {...eve, session_id}, [0.5], from);
		await write(cost, {...eve, session_id: 'd'}, [1, 2, 0.25, 1], from);
		await write('claude_code_token_usage_tokens_total', {...eve, session_id: 'a', type: 'output'}, [700], from);
		await write(
			'claude_code_cost_usage_total',
			{...common, user_email: 'kim@example.com', session_id: 'e'},
			[1, 4],
			from,
		);
		const ada = createMachine({folder, user: 'ada', url: engine.writeUrl});
		await pushed(ada);
		ada.spend(3);
		await pushed(ada);
		await write(cost, {...common, user_email: 'ada@example.com', session_id: 'f'}, [3], from);
		await engine.settle();
		const team = {...defaultTeam, url: engine.url};
		const ask = () => askTeam({team, figures: '2026-08', env: {}}, Date.now());
		const report = await waitFor(
			async () => {
				const asked = await ask();
				return asked.users.length === 3 && asked;
			},
			{what: 'three people', every: 300, last: async () => JSON.stringify((await ask()).users)},
		);
		const usd = Object.fromEntries(report.users.map(({user, costUsd, partial}) => [user, {costUsd, partial}]));
		expect(report.source).toMatchObject({series: 'both', partial: false, warnings: []});
		expect(usd.ada).toEqual({costUsd: 3, partial: false});
		expect(usd['kim@example.com']).toEqual({costUsd: 4, partial: true});
		// Of the $4.50 that were spent.
		expect(usd['eve@example.com']).toEqual({costUsd: 2.5, partial: true});
		expect(report.users.find(({user}) => user === 'eve@example.com')!.outputTokens).toBe(700);
		expect(report.totals).toMatchObject({costUsd: 9.5, partial: true});
	});

	// Prometheus 2 refuses such names, and so never has them.
	if (name === 'prometheus') return;
	test('in names with dots is found as well', async () => {
		const now = Math.floor(Date.now() / 1000) * 1000;
		const lines = [0.5, 1.25].map((value, index) => ({
			metric: {
				...{__name__: 'claude_code.cost.usage', 'user.email': 'zoe@example.com', 'session.id': 'z', team: 'web'},
				...{model: 'claude-opus-4-5', query_source: 'main'},
			},
			...{values: [value], timestamps: [now - (2 - index) * minuteMs]},
		}));
		const body = lines.map(line => JSON.stringify(line)).join('\n');
		expect((await fetch(`${engine.url}/api/v1/import`, {method: 'POST', body})).status).toBe(204);
		await engine.settle();
		const team = {...defaultTeam, url: engine.url};
		await waitFor(
			async () => {
				const {users} = await askTeam({team, figures: '2026-08', env: {}}, Date.now());
				const zoe = users.find(({user}) => user === 'zoe@example.com');
				return zoe?.costUsd === 1.25 && zoe.partial && zoe.team === 'web';
			},
			{what: 'her $1.25', every: 300},
		);
	});
});
