/** A session of another machine, with something else at one place of it. */
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {type HostSession, sessionSchema} from '../../../source/core/hosts/session.ts';
import {noon} from '../../support/fake-fleet.ts';

const iso = new Date(noon).toISOString();
const tokens = () => ({
	...{inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3},
	...{cacheCreation5mInputTokens: 4, cacheCreation1hInputTokens: 5},
});

/** A session with a value everywhere and an item in every list. */
const full = () => ({
	...{key: 'key-web', sessionId: 's1', name: 'web', cwd: '/w', configDir: '/c', pid: 7},
	...{kind: 'bg', state: 'waiting', waitingFor: 'permission prompt'},
	waiting: {kind: 'permission', tool: 'Bash', summary: 'ls', since: iso},
	now: {tool: 'Bash', summary: 'ls', since: iso},
	turnStartedAt: iso,
	lastError: {status: 529, message: 'API Error', at: iso},
	git: {
		...{branch: 'main', worktree: 'w', linesAdded: 1, linesRemoved: 2},
		pullRequest: {number: 7, url: 'https://x', state: 'OPEN'},
	},
	...{model: 'claude-opus-4-5', startedAt: iso, lastActivityAt: iso},
	context: {
		...{tokens: 84_000, windowTokens: 200_000, fill: 0.42, thresholdTokens: 167_000, thresholdBasis: 'seen'},
		...{autoCompact: true, basis: 'telemetry'},
	},
	usage: {...tokens(), requests: 6},
	cost: {
		...{totalUsd: 1, mainUsd: 0.5, subagentUsd: 0.2, compactionUsd: 0.1, backgroundUsd: 0.1, idleUsd: 0.1},
		...{basis: 'reported', partial: true, prices: 'managed'},
	},
	background: [
		{
			...{cause: 'title', requests: 1, tokens: 2, costUsd: 0.1, idleRequests: 3, idleUsd: 0.2},
			...{lastAt: iso, model: 'claude-haiku-4-5'},
		},
	],
	cache: {expiresAt: iso, ttl: '1h'},
	tokensPerMinute: 9,
	control: 'tmux:%3',
	detail: {
		...{procStart: '77', stateSince: iso, modelName: 'Opus', provider: 'vertex', version: '2.1.332', jobId: 'j'},
		...{tmux: 's:@1.%3', controlHint: 'hint'},
		turn: {
			...{startedAt: iso, end: 'error', queuedPrompts: 1},
			...{retry: {attempt: 1, of: 10, status: 529}, todos: {done: 1, all: 2}},
		},
		waitingCall: {id: 'toolu_1', detail: ['ls'], at: iso},
		lastPrompt: {at: iso, text: 'hello', count: 9},
		lastNotice: {at: iso, id: 'n1', text: 'notice'},
		contextHistory: [1],
		seenCompactions: 2,
		idleCompactionAt: iso,
		unpricedModels: ['mystery'],
		costByModel: [{model: 'm', name: 'M', usage: tokens(), requests: 1, costUsd: 0.1}],
		subagents: [
			{
				...{agentId: 'a1', agentType: 'Explore', description: 'look', finished: true, requests: 1},
				...{usage: tokens(), costUsd: 0.1, lastAt: iso},
			},
		],
		compactions: [
			{
				...{id: 'c1', at: iso, trigger: 'auto', preTokens: 9, postTokens: 1, durationMs: 5},
				...{costUsd: 0.1, paysOffAfterMessages: 4, messagesSince: 1},
			},
		],
		next: {warmUsd: 0.1, coldUsd: 0.2},
		drivers: {mainRequests: 1, toolResultBytes: 2, filesTouched: 3, cacheMisses: 4, cacheMissUsd: 0.1},
		requestsPerMinute: 1,
		peak: {tokensPerMinute: 9, requestsPerMinute: 1},
		output: ['line'],
	},
});

type Path = readonly (string | number)[];

/** The paths of all values in it, lists and objects included. */
function pathsIn(value: unknown, path: Path = []): Path[] {
	if (typeof value !== 'object' || value === null) return [path];
	return [path, ...Object.keys(value).flatMap(name => pathsIn(value[name as never], [...path, name]))];
}

const at = (value: unknown, path: Path): unknown =>
	path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], value);

/** What is read of the full session with this at that path; null: it is refused. */
function readWith(path: Path, junk: unknown): HostSession | null {
	const given = full();
	Object.assign(at(given, path.slice(0, -1)) as object, {[path.at(-1)!]: junk});
	const result = v.safeParse(sessionSchema, given);
	return result.success ? result.output : null;
}

describe('wherever in a session it stands,', () => {
	const whole = full();
	const paths = pathsIn(whole).slice(1);
	const valuesOf = (type: string) => paths.filter(path => typeof at(whole, path) === type);
	const isObject = (value: unknown) => typeof value === 'object' && !Array.isArray(value);
	const named = (path: Path) => path.join('.');

	test('a value that is one is read, and a time is one that can be compared', () => {
		const read = v.parse(sessionSchema, full());
		// Only the times are written differently: the rest comes through as it was sent.
		expect(JSON.parse(JSON.stringify(read).replaceAll(String(noon), `"${iso}"`))).toEqual(whole);
	});

	test('a number that nothing could be is refused', () => {
		for (const path of valuesOf('number')) {
			// No process has such an id either, but nothing is counted with it.
			const most = named(path) === 'pid' ? [] : [1e13];
			for (const junk of [1e300, ...most, -1, '7', true, []]) expect(readWith(path, junk), named(path)).toBeNull();
		}
	});

	test('a text of the wrong type is refused, and a long one refused or cut', () => {
		const long = 'x'.repeat(200_000);
		for (const path of valuesOf('string')) {
			for (const junk of [7, true, {}, ['x']]) expect(readWith(path, junk), named(path)).toBeNull();
			const read = readWith(path, long);
			if (read) expect((at(read, path) as string).length, named(path)).toBeLessThanOrEqual(4000);
		}
	});

	test('what is neither yes nor no is refused, and so is a status that no answer has', () => {
		for (const path of valuesOf('boolean')) {
			for (const junk of ['yes', 1, {}, []]) expect(readWith(path, junk), named(path)).toBeNull();
		}
		for (const path of ['lastError.status', 'detail.turn.retry.status']) {
			expect(
				[529.5, 1000].map(status => readWith(path.split('.'), status)),
				path,
			).toEqual([null, null]);
		}
	});

	test('what cannot do without a value is refused without one', () => {
		const nullable = [
			...['cwd', 'pid', 'waitingFor', 'waiting', 'waiting.tool', 'waiting.summary', 'waiting.since'],
			...['now', 'now.tool', 'now.summary', 'now.since', 'turnStartedAt', 'lastError', 'lastError.status'],
			...['git.branch', 'git.worktree', 'git.linesAdded', 'git.linesRemoved', 'git.pullRequest'],
			...['git.pullRequest.url', 'git.pullRequest.state', 'model', 'startedAt', 'lastActivityAt'],
			...['context.tokens', 'context.windowTokens', 'context.fill', 'context.thresholdTokens'],
			...['context.thresholdBasis', 'cost.totalUsd', 'cost.mainUsd', 'cost.subagentUsd', 'cost.compactionUsd'],
			...['cost.backgroundUsd', 'cost.idleUsd', 'cost.prices', 'background.0.requests', 'background.0.tokens'],
			...['background.0.costUsd', 'background.0.idleUsd', 'background.0.lastAt', 'background.0.model', 'cache'],
			...['control', 'detail.procStart', 'detail.stateSince', 'detail.modelName', 'detail.version', 'detail.jobId'],
			...['detail.tmux', 'detail.controlHint', 'detail.turn.startedAt', 'detail.turn.end', 'detail.turn.retry'],
			...['detail.turn.retry.of', 'detail.turn.retry.status', 'detail.turn.todos', 'detail.waitingCall'],
			...['detail.waitingCall.at', 'detail.lastPrompt', 'detail.lastPrompt.text', 'detail.lastNotice'],
			...['detail.idleCompactionAt', 'detail.costByModel.0.costUsd', 'detail.subagents.0.agentType'],
			...['detail.subagents.0.description', 'detail.subagents.0.finished', 'detail.subagents.0.costUsd'],
			...['detail.subagents.0.lastAt', 'detail.compactions.0.preTokens', 'detail.compactions.0.postTokens'],
			...['detail.compactions.0.durationMs', 'detail.compactions.0.costUsd'],
			...['detail.compactions.0.paysOffAfterMessages', 'detail.next.warmUsd', 'detail.next.coldUsd'],
			...['detail.drivers.cacheMissUsd'],
		];
		expect(paths.filter(path => readWith(path, null) !== null).map(named)).toEqual(
			paths.map(named).filter(path => nullable.includes(path)),
		);
	});

	test('a list of a hundred thousand is cut to what is drawn of it', () => {
		const lists = paths.filter(path => Array.isArray(at(whole, path)));
		const lengths = lists.map(path => {
			const [item] = at(whole, path) as unknown[];
			return [named(path), (at(readWith(path, Array(100_000).fill(item)), path) as unknown[]).length];
		});
		expect(Object.fromEntries(lengths)).toEqual({
			background: 200,
			'detail.waitingCall.detail': 100,
			'detail.contextHistory': 500,
			'detail.unpricedModels': 100,
			'detail.costByModel': 100,
			'detail.subagents': 200,
			'detail.compactions': 200,
			'detail.output': 100,
		});
	});

	test('an unknown field is left out, whatever its name', () => {
		for (const path of [[], ...paths.filter(path => isObject(at(whole, path)))]) {
			for (const name of ['more', 'constructor', 'toString']) {
				const read = readWith([...path, name], 'junk');
				expect(read && Object.hasOwn(at(read, path) as object, name), named(path)).toBe(false);
			}
		}
	});
});

test('ids and paths are refused when they are longer than what they name could be, and never cut', () => {
	const longest = {
		...{key: 5000, sessionId: 200, cwd: 4096, configDir: 4096, control: 1000, 'detail.procStart': 200},
		...{'detail.jobId': 200, 'detail.tmux': 1000, 'detail.waitingCall.id': 200, 'detail.lastNotice.id': 200},
	};
	for (const [name, most] of Object.entries(longest)) {
		const path = name.split('.');
		const id = 'x'.repeat(most);
		const read = readWith(path, id);
		expect(read !== null && at(read, path) === id, name).toBe(true);
		expect(readWith(path, `${id}x`), name).toBeNull();
	}
});

test('a word of a newer version is read as the most harmless that is known', () => {
	const words = {
		...{kind: 'interactive', state: 'unknown', 'waiting.kind': 'other', 'context.thresholdBasis': 'expected'},
		...{'context.basis': 'estimated', 'cost.basis': 'estimated', 'cost.prices': 'list', 'cache.ttl': '5m'},
		...{'detail.provider': 'anthropic', 'detail.turn.end': 'finished', 'detail.compactions.0.trigger': 'manual'},
	};
	for (const [name, word] of Object.entries(words)) {
		const path = name.split('.');
		expect(at(readWith(path, 'newer'), path), name).toBe(word);
	}
});
