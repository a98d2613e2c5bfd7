/**
 * Bodies that the real Claude Code 2.1.330 sent, and what the API that it talked to had served meanwhile. `manual` is a
 * process with prompts, titles, a subagent, /compact and /clear; `auto-mode` one whose every tool call was checked by
 * auto mode's classifier, which sends no event.
 */
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {intervalsOf, parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {purposeOf} from '../../../source/claude/telemetry/purpose.ts';

const lines = (name: string) =>
	readFileSync(new URL(`../../fixtures/telemetry/${name}.jsonl`, import.meta.url), 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));

interface Served {
	purpose: string;
	requestId: string;
	model: string;
	usage: Record<'input_tokens' | 'output_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens', number>;
}

const zero = () => ({requests: 0, input: 0, output: 0, read: 0, written: 0});

function addUp<Key extends string>(things: Iterable<{key: Key} & ReturnType<typeof zero>>) {
	const sums: Record<string, ReturnType<typeof zero>> = {};
	for (const {key, ...counts} of things) {
		sums[key] ??= zero();
		for (const [name, count] of Object.entries(counts)) sums[key][name as 'input'] += count;
	}
	return sums;
}

function served(name: string, keyOf: (served: Served) => string | null) {
	const entries: Served[] = lines(`${name}-ledger`);
	return addUp(
		entries.flatMap(entry => {
			const key = keyOf(entry);
			if (key === null) return [];
			const {input_tokens: input, output_tokens: output} = entry.usage;
			const {cache_read_input_tokens: read, cache_creation_input_tokens: written} = entry.usage;
			return [{key, requests: 1, input, output, read, written}];
		}),
	);
}

const purposes: Record<string, string> = {
	main: 'main',
	subagent: 'subagent',
	compact: 'compaction',
	title: 'background',
};

describe.each(['manual', 'auto-mode'])('%s', name => {
	const bodies: {path: string; body: unknown}[] = lines(name);
	const logs = bodies.filter(({path}) => path === '/v1/logs').map(({body}) => parseLogs(body, 0));
	const metrics = bodies.filter(({path}) => path === '/v1/metrics').map(({body}) => parseMetrics(body, 0));

	test('is understood whole', () => {
		expect([...logs, ...metrics].map(({invalid}) => invalid)).not.toContain(1);
		const numbers = logs.flatMap(({events}) => events.map(({sequence}) => sequence));
		expect(numbers).toEqual(numbers.map((_, index) => index));
	});

	test('has every request that sent an event, to the token, by purpose', () => {
		const told = logs
			.flatMap(({requests}) => requests)
			.map(request => ({
				key: purposeOf(request.query_source).purpose,
				requests: 1,
				input: request.input_tokens,
				output: request.output_tokens,
				read: request.cache_read_tokens,
				written: request.cache_creation_5m_tokens + request.cache_creation_1h_tokens,
			}));
		expect(addUp(told)).toEqual(served(name, ({purpose}) => purposes[purpose] ?? null));
	});

	test('has in its metrics what was spent, by model, with or without an event', () => {
		const told = metrics
			.flatMap(({points}) => intervalsOf(points))
			.map(interval => ({
				key: interval.model.replace('[1m]', ''),
				requests: 0,
				input: interval.input_tokens,
				output: interval.output_tokens,
				read: interval.cache_read_tokens,
				written: interval.cache_creation_tokens,
			}));
		const expected = served(name, ({model}) => model);
		for (const sums of Object.values(expected)) sums.requests = 0;
		expect(addUp(told)).toEqual(expected);
	});

	test('shows that its first conversation began with its process', () => {
		expect(metrics.flatMap(({freshSessionIds}) => [...freshSessionIds])).toHaveLength(1);
	});
});
