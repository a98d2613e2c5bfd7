import {expect, test} from 'vitest';
import {describeOutcome, logEntry} from '../../source/control/outcome.ts';
import type {Outcome} from '../../source/core/action-log.ts';

const before = {sessionId: 's', contextTokens: 186_000, totalUsd: 1};
const outcome = (word: Outcome['outcome'], more: Partial<Outcome> = {}): Outcome => ({
	...{outcome: word, reason: null, before, after: null},
	...more,
});
const after = {sessionId: 's', contextTokens: 14_000, totalUsd: 1.04};

test.each([
	['compact', outcome('done', {after, costUsd: 0.04}), 'compacted 186k → 14k, $0.04'],
	['compact', outcome('done', {after, costUsd: null}), 'compacted 186k → 14k'],
	['compact', outcome('queued'), 'compact queued: it runs after this turn'],
	['clear', outcome('done', {after}), 'cleared'],
	['prompt', outcome('sent', {reason: 'not confirmed after 90 s'}), 'prompt sent, not confirmed after 90 s'],
	['compact', outcome('refused', {reason: 'it is waiting'}), 'compact refused: it is waiting'],
	['compact', outcome('failed', {reason: 'Not enough\x1b[2J messages'}), 'compact failed: Not enough messages'],
	['end', outcome('done'), 'ended'],
] as const)('%s', (action, given, text) => {
	expect(describeOutcome(action, given)).toBe(text);
});

test('the log says who asked and what became of it', () => {
	const entry = logEntry({key: 'k', name: 'web', host: null}, 'policy', outcome('done', {after}), 5);
	expect(entry).toEqual({
		at: 5,
		sessionKey: 'k',
		sessionName: 'web',
		action: 'policy',
		text: 'by policy: compacted 186k → 14k',
		outcome: 'done',
	});
});
