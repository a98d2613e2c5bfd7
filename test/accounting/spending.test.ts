/** Spending by quarter of an hour. */
import {expect, test} from 'vitest';
import {mergePieces, type Piece, quarterOf} from '../../source/accounting/spending.ts';
import {noUsage, sumUsage} from '../../source/claude/usage.ts';
import {noon} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';

const piece = (fields: Partial<Piece> = {}): Piece => ({
	...{model: 'claude-opus-5-5', speed: 'standard', usInference: false, largePrompt: false},
	...{quarter: 1, purpose: 'main', cause: null, isIdle: false, isSurplus: false},
	...{usage: {...noUsage, outputTokens: 3}, requests: 1, costUsd: 0.5, lastAt: 5},
	...fields,
});

test('a quarter of an hour begins with its first millisecond', () => {
	const first = quarterOf(noon);
	expect([noon - 1, noon + 899_999, noon + 900_000].map(at => quarterOf(at) - first)).toEqual([-1, 0, 1]);
	expect(quarterOf(-1)).toBe(-1);
});

test('pieces that are alike are added up in a new one', () => {
	const [a, b] = [piece(), piece({lastAt: 6, costUsd: 0.25, requests: 2})];
	expect(mergePieces([a, b])).toEqual([
		piece({usage: {...noUsage, outputTokens: 6}, requests: 3, costUsd: 0.75, lastAt: 6}),
	]);
	expect([a, b]).toEqual([piece(), piece({lastAt: 6, costUsd: 0.25, requests: 2})]);
});

const differences: Partial<Piece>[] = [
	...([{quarter: 2}, {purpose: 'subagent'}, {cause: 'x'}, {isIdle: true}, {isSurplus: true}] as const),
	...([{model: 'claude-opus-5'}, {speed: 'fast'}, {usInference: true}, {largePrompt: true}, {costUsd: null}] as const),
];
test.each(differences)('apart by %o', fields => {
	expect(mergePieces([piece(), piece(fields)])).toHaveLength(2);
});

test('tokens stay unknown if one piece is known only by its dollars, whichever comes first', () => {
	const dollars = piece({usage: null, requests: 0, costUsd: 1});
	expect(mergePieces([dollars, dollars])[0]).toMatchObject({usage: null, costUsd: 2});
	for (const pieces of [
		[dollars, piece()],
		[piece(), dollars],
	])
		expect(mergePieces(pieces)).toMatchObject([{usage: {outputTokens: 3}, requests: 1, costUsd: 1.5}]);
});

test('merging neither adds nor loses a token, request or dollar, and doing it twice changes nothing', () => {
	const seed = Date.now();
	const random = seededRandom(seed);
	for (let run = 0; run < 100; run++) {
		const pieces = Array.from({length: random.int(0, 30)}, () =>
			piece({
				...{quarter: random.int(1, 2), isIdle: random.chance(0.5), lastAt: random.int(1, 9)},
				costUsd: random.pick([null, 0, 0.5, -0.25]),
				usage: random.chance(0.3) ? null : {...noUsage, inputTokens: random.int(0, 9)},
			}),
		);
		const merged = mergePieces(pieces);
		const total = (all: Piece[]) => [
			...[all.reduce((sum, {requests}) => sum + requests, 0), all.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0)],
			sumUsage(all.flatMap(({usage}) => usage ?? [])).inputTokens,
		];
		expect(total(merged), `seed ${seed}`).toEqual(total(pieces));
		expect(mergePieces(merged), `seed ${seed}`).toEqual(merged);
	}
});
