/** One made-up session, move by move; the whole fleet is in demo.test.ts. */
import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createActor} from '../../../source/live/demo/actor.ts';
import {type Role, usual} from '../../../source/live/demo/cast.ts';
import {createRandom} from '../../../source/live/demo/random.ts';

const start = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const role: Role = {
	...usual,
	...{name: 'api', cwd: '/home/dev/work/api', startedMinutesAgo: 60, lastMinutesAgo: 1, history: [], status: 'idle'},
};

type Of<Type extends SessionEvent['type']> = Extract<SessionEvent, {type: Type}>;

function play(rest: Partial<Role> = {}) {
	const events: SessionEvent[] = [];
	const spent: number[] = [];
	const stage = {
		...{emit: (event: SessionEvent) => events.push(event), random: createRandom(3), configDir: '/c', pid: 5_000_001},
		spend(costUsd: number) {
			spent.push(costUsd);
			return {fiveHour: null, sevenDay: null};
		},
	};
	const actor = createActor({...role, ...rest}, stage, start);
	const of = <Type extends SessionEvent['type']>(type: Type) =>
		events.filter(event => event.type === type) as Of<Type>[];
	return {actor, events, of, spent, spentUsd: () => spent.reduce((sum, usd) => sum + usd, 0)};
}

const sizeOf = ({usage}: Of<'request'>) =>
	usage.inputTokens + usage.cacheReadInputTokens + usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
const fromTranscript = (requests: Of<'request'>[]) => requests.filter(({origin}) => origin === 'transcript');

describe('an answer', () => {
	test('has the context as its prompt; what is cached is read, once it has grown cold all but the beginning is written', () => {
		const {actor, of} = play({cacheTtl: '5m'});
		actor.answer(start, 1000);
		actor.answer(start + 4 * minute, 2000);
		actor.answer(start + 20 * minute, 500);
		const requests = fromTranscript(of('request'));
		// System prompt, tools and memory files are 17,400 tokens, all but 2000 of them from another session's cache.
		expect(requests.map(sizeOf)).toEqual([18_400, 20_400, 20_900]);
		expect(requests.map(({usage}) => usage.cacheReadInputTokens)).toEqual([15_400, 18_400, 15_400]);
		expect(requests.map(({usage}) => usage.cacheCreation5mInputTokens)).toEqual([2996, 1996, 5496]);
		expect(actor.contextTokens()).toBe(20_900);
	});

	test('is kept for an hour where the session asks for that', () => {
		const {actor, of} = play({cacheTtl: '1h'});
		actor.answer(start, 1000);
		actor.answer(start + 50 * minute, 10);
		const [, second] = fromTranscript(of('request'));
		expect(second!.usage).toMatchObject({cacheReadInputTokens: 18_400, cacheCreation1hInputTokens: 6});
		expect(of('statusline').at(-1)!.cache).toEqual({expiresAt: start + 110 * minute, ttl: '1h'});
	});
});

test('a compaction leaves a small context that was not cached, and says from how much to how much', () => {
	const {actor, of} = play();
	actor.answer(start, 200_000);
	actor.compact(start + minute, 'manual');
	const [compaction] = of('compaction');
	expect(compaction).toMatchObject({trigger: 'manual', preTokens: 217_400, postTokens: actor.contextTokens()});
	expect(actor.contextTokens()).toBeGreaterThan(17_400);
	expect(actor.contextTokens()).toBeLessThan(30_000);
	actor.answer(start + 2 * minute, 100);
	expect(fromTranscript(of('request')).at(-1)!.usage.cacheReadInputTokens).toBe(15_400);
	// Its own request is in no transcript.
	expect(
		of('request')
			.filter(({purpose}) => purpose === 'compaction')
			.map(({origin}) => origin),
	).toEqual(['telemetry']);
});

test('/clear begins another conversation of the same process, whose costs begin at 0', () => {
	const {actor, of} = play();
	actor.answer(start, 50_000);
	const before = of('reported').at(-1)!;
	actor.clear(start + minute);
	actor.answer(start + 2 * minute, 10);
	const after = of('reported').at(-1)!;
	expect(after.sessionId).not.toBe(before.sessionId);
	expect(after.totalCostUsd).toBeLessThan(before.totalCostUsd);
	expect(of('process.seen').at(-1)!.process).toMatchObject({pid: 5_000_001, sessionId: after.sessionId});
	expect(sizeOf(fromTranscript(of('request')).at(-1)!)).toBe(17_410);
});

test('Claude Code’s own total is the sum of all that was spent, hidden requests and verdicts included', () => {
	const {actor, of, spentUsd} = play();
	actor.answer(start, 1000);
	actor.background(start + 1, 'prompt_suggestion');
	actor.delegate(start + 2);
	actor.classify(start + 3);
	actor.compact(start + 4, 'auto');
	expect(of('reported').at(-1)!.totalCostUsd).toBeCloseTo(spentUsd(), 10);
	expect(of('metric').reduce((sum, {costUsd}) => sum + costUsd, 0)).toBeCloseTo(spentUsd(), 10);
	expect(of('request').filter(({purpose}) => purpose === 'background')).toMatchObject([{cause: 'prompt_suggestion'}]);
});

test('a session without telemetry and status line says of none of that', () => {
	const {actor, of} = play({known: 'transcript', autoCompact: false, status: null});
	actor.answer(start, 1000);
	actor.background(start + 1, 'prompt_suggestion');
	actor.classify(start + 2);
	expect([of('metric'), of('statusline'), of('reported'), of('classifier'), of('telemetry.coverage')].flat()).toEqual(
		[],
	);
	expect(of('request').map(({origin, purpose}) => [origin, purpose])).toEqual([['transcript', 'main']]);
	// It has ended: no process is seen, but its settings are known.
	expect(of('process.seen')).toEqual([]);
	expect(of('autocompact')).toMatchObject([{pid: 5_000_001, settings: {enabled: false}}]);
});

test('a subagent is seen at work and finished, with requests of its own', () => {
	const {actor, of} = play();
	actor.delegate(start);
	const [begun, ended] = of('subagent');
	expect([begun!.finished, ended!.finished]).toEqual([false, true]);
	const own = fromTranscript(of('request')).map(({agentId, purpose}) => [agentId, purpose]);
	expect(own).toEqual(Array(3).fill([begun!.agentId, 'subagent']));
});

test('a turn goes on while it waits for a permission, and the next one begins anew', () => {
	const {actor, of} = play();
	const times = () => of('turn').map(({turn}) => (turn.startedAt! - start) / minute);
	actor.setStatus(start + minute, 'busy');
	actor.setStatus(start + 2 * minute, 'waiting', 'permission prompt');
	actor.setStatus(start + 5 * minute, 'busy');
	actor.setStatus(start + 6 * minute, 'idle');
	actor.setStatus(start + 9 * minute, 'busy');
	expect(times()).toEqual([1, 1, 1, 1, 9]);
	expect(of('turn').map(({turn}) => turn.end)).toEqual([null, null, null, 'finished', null]);
	expect(of('process.seen').map(({process}) => [process.status, process.waitingFor])).toEqual([
		['idle', null],
		['busy', null],
		['waiting', 'permission prompt'],
		['busy', null],
		['idle', null],
		['busy', null],
	]);
});

test('a prompt that is a command says which', () => {
	const {actor, of} = play();
	actor.prompt(start, '/review');
	actor.prompt(start + 1, 'a/b');
	expect(of('prompt').map(({command, human}) => [command, human])).toEqual([
		['review', true],
		[null, true],
	]);
});
