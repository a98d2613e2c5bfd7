import {expect, test} from 'vitest';
import {pendingHosts} from '../../source/core/hosts/host.ts';
import {fleetToJson} from '../../source/core/json-output.ts';
import {toJsonText} from '../../source/core/json-text.ts';
import {emptyState} from '../../source/store.ts';
import {ledgerOf, noon, process, request} from '../support/events.ts';

function json(hostile = 'api') {
	const now = noon + 60_000;
	const ledger = ledgerOf([process({name: hostile}), request({n: 1})], now);
	const fleet = {sessions: ledger.sessions(now), totals: ledger.totals(now), limits: ledger.limits()};
	return JSON.parse(toJsonText(fleetToJson(fleet, now)));
}

test('a session has every field of the schema, and null where nothing is known', () => {
	const {sessions, totals, limits, schema, generatedAt} = json();
	expect(schema).toBe(1);
	expect(generatedAt).toBe('2026-11-22T12:01:00.000Z');
	expect(limits).toBeNull();
	expect(sessions).toEqual([
		{
			host: null,
			sessionId: 'one',
			name: 'api',
			cwd: '/home/dev/api',
			configDir: '/home/dev/.claude',
			pid: 100,
			kind: 'interactive',
			state: 'idle',
			waitingFor: null,
			waiting: null,
			now: null,
			turnStartedAt: null,
			lastError: null,
			git: {branch: null, worktree: null, linesAdded: null, linesRemoved: null, pullRequest: null},
			model: 'claude-opus-5-5',
			startedAt: '2026-11-22T12:00:00.000Z',
			lastActivityAt: '2026-11-22T12:00:01.000Z',
			context: {
				tokens: 13_892,
				windowTokens: 1_000_000,
				fill: 0.013892,
				thresholdTokens: 967_000,
				thresholdBasis: 'expected',
				autoCompact: true,
				basis: 'estimated',
			},
			usage: {
				inputTokens: 7,
				outputTokens: 30,
				cacheReadInputTokens: 11_108,
				cacheCreation5mInputTokens: 2777,
				cacheCreation1hInputTokens: 0,
				requests: 1,
			},
			cost: {
				totalUsd: 0.0167346,
				mainUsd: 0.0167346,
				subagentUsd: 0,
				compactionUsd: 0,
				backgroundUsd: null,
				idleUsd: null,
				basis: 'estimated',
				partial: true,
				prices: 'list',
			},
			background: [],
			cache: {expiresAt: '2026-11-22T12:05:01.000Z', ttl: '5m'},
			tokensPerMinute: 2814,
			control: null,
		},
	]);
	expect(totals).toEqual({
		todayUsd: 0.0167346,
		todayBackgroundUsd: null,
		todayIdleUsd: null,
		usdPerHour: 0.0167346,
		tokensPerMinute: 2814,
		basis: 'estimated',
		partial: true,
		unpricedModels: [],
	});
});

test('what was used of a limit that has been reset since is not known', () => {
	const limits = {fiveHour: {usedPercentage: 100, resetsAt: noon}, sevenDay: {usedPercentage: 40, resetsAt: noon + 1}};
	const ledger = ledgerOf([], noon);
	const fleet = {sessions: ledger.sessions(noon), totals: ledger.totals(noon), limits};
	expect(fleetToJson(fleet, noon)).toMatchObject({
		limits: {fiveHour: {usedPercentage: null}, sevenDay: {usedPercentage: 40}},
	});
});

test('a hostile name is data', () => {
	expect(json('a\u001b[31m"b').sessions[0].name).toBe('a\u001b[31m"b');
});

test('a machine that is counted as another one names it', () => {
	const [lan, myself, box] = pendingHosts(['lan', 'myself', 'box'], true)
		.fleets(noon)
		.map(({figure}) => figure);
	const same = (name: string) => ({name, isMachine: true, isWhole: true});
	const hosts = [{...lan!, sameAs: same('box')}, {...myself!, sameAs: same('local')}, box!];
	const printed = JSON.parse(toJsonText(fleetToJson({...emptyState, hosts}, noon)));
	expect(printed.hosts.map(({sameAs}: {sameAs: string | null}) => sameAs)).toEqual(['box', 'local', null]);
});
