import {describe, expect, test} from 'vitest';
import type {RequestSeen} from '../../../source/claude/events.ts';
import {identify} from '../../../source/claude/transcript/identity.ts';
import {addInto, noUsage, type TokenUsage} from '../../../source/claude/usage.ts';
import {type CorpusFile, makeCorpus} from '../../support/corpus.ts';
import {read, requestsOf} from './read.ts';

/** Counts each message once, wherever its copies are, with its largest output. */
function count(files: readonly CorpusFile[], detail: 'full' | 'usage') {
	const requests = new Map<string, RequestSeen>();
	let damages = 0;
	for (const {path, text} of files) {
		const identity = identify(path.replace(/^projects\//, ''));
		if (!identity) continue;
		const result = read(text, {...identity, detail});
		damages += result.damages;
		for (const request of requestsOf(result.events)) {
			const before = requests.get(request.messageId!);
			if (!before || before.usage.outputTokens < request.usage.outputTokens) requests.set(request.messageId!, request);
		}
	}
	return {requests: [...requests.values()], damages};
}

function sumBy(requests: readonly RequestSeen[], key: (request: RequestSeen) => string) {
	const sums: Record<string, TokenUsage & {requests: number}> = {};
	for (const request of requests) {
		sums[key(request)] ??= {...noUsage, requests: 0};
		const sum = sums[key(request)]!;
		addInto(sum, request.usage);
		sum.requests++;
	}
	return sums;
}

describe.each([1, 2, 3, 4, 5])('a corpus of seed %i', seed => {
	const {files, truth} = makeCorpus({seed, sessions: 25});

	test.each(['full', 'usage'] as const)('has the true totals by model and by day, read for %s', detail => {
		const {requests, damages} = count(files, detail);
		expect(requests).toHaveLength(truth.requests);
		const byModel = sumBy(requests, ({model}) => model);
		const byDay = sumBy(requests, ({at}) => new Date(at).toISOString().slice(0, 10));
		const withWebSearches = (sums: Record<string, object>) =>
			Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, {...sum, webSearchRequests: 0}]));
		expect(byModel).toEqual(withWebSearches(truth.byModel));
		expect(byDay).toEqual(withWebSearches(truth.byDay));
		expect(damages).toBe(truth.brokenLines);
	});
});
