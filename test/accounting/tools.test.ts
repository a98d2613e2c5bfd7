/** Tools that an answer called, and their shares of its request. */
import {describe, expect, test} from 'vitest';
import {addShare, joinedTools, noTools, type ToolFacts, toolFactsOf, toolSetOf} from '../../source/accounting/tools.ts';
import {noUsage, sumUsage} from '../../source/claude/usage.ts';
import {seededRandom} from '../support/random.ts';

const facts = (...tools: [tool: string, calls: number, resultBytes: number][]): ToolFacts =>
	toolFactsOf(tools.map(([tool, calls, resultBytes]) => ({tool, calls, resultBytes})));
const unknown: ToolFacts = {tools: null, resultBytes: []};

/** As a reader of figures sees them. */
const shown = ({tools, resultBytes}: ToolFacts) =>
	Object.fromEntries(tools?.calls.map(([tool, calls], index) => [tool, [calls, resultBytes[index]]]) ?? []);

describe('a set of tools', () => {
	test('is one object for all answers that called the same, in the same order', () => {
		expect(facts(['Bash', 1, 10]).tools).toBe(facts(['Bash', 1, 999]).tools);
		expect(toolSetOf([['Bash', 1]])).toBe(facts(['Bash', 1, 0]).tools);
		expect(facts(['Bash', 2, 0], ['Read', 1, 0]).tools).toBe(facts(['Bash', 2, 0], ['Read', 1, 0]).tools);
		expect(facts(['Bash', 2, 0]).tools).not.toBe(facts(['Bash', 1, 0]).tools);
	});

	test('counts all calls; an empty set is that of an answer without calls', () => {
		expect(facts(['Bash', 2, 0], ['Read', 3, 0]).tools?.count).toBe(5);
		expect(facts()).toEqual({tools: noTools, resultBytes: []});
		expect(toolSetOf([])).toBe(noTools);
	});

	test('a tool’s name may hold what separates names from counts', () => {
		const odd = toolSetOf([['a,1', 1]]);
		expect(odd).not.toBe(toolSetOf([['a', 1]]));
		expect(toolSetOf([['a,1', 2]]).calls).toEqual([['a,1', 2]]);
		expect(toolSetOf([['__proto__', 2]]).calls).toEqual([['__proto__', 2]]);
	});
});

describe('two readings of an answer', () => {
	test('combine what either has about each tool', () => {
		const both = joinedTools(facts(['Bash', 1, 50], ['Read', 2, 0]), facts(['Read', 1, 70], ['Edit', 1, 5]));
		expect(shown(both)).toEqual({Bash: [1, 50], Read: [2, 70], Edit: [1, 5]});
		expect(both.tools?.count).toBe(4);
	});

	test('keep tools known on one side only, and change nothing if nothing is new', () => {
		const known = facts(['Bash', 2, 50], ['Read', 1, 5]);
		expect(joinedTools(unknown, known)).toBe(known);
		expect(joinedTools(known, unknown)).toBe(known);
		expect(joinedTools(known, facts())).toBe(known);
		expect(joinedTools(facts(), known)).toBe(known);
		expect(joinedTools(known, facts(['Read', 1, 5], ['Bash', 1, 50]))).toBe(known);
		expect(joinedTools(unknown, facts())).toEqual(facts());
	});

	test('give the same in any order and any number of times', () => {
		const seed = Date.now();
		const random = seededRandom(seed);
		const some = () =>
			facts(
				...random
					.shuffled(['Bash', 'Read', 'Edit'])
					.slice(random.int(0, 3))
					.map((tool): [string, number, number] => [tool, random.int(1, 3), random.int(0, 3)]),
			);
		for (let run = 0; run < 300; run++) {
			const [a, b] = [some(), some()];
			const both = joinedTools(a, b);
			expect(shown(both), `seed ${seed}`).toEqual(shown(joinedTools(b, a)));
			expect(joinedTools(both, a), `seed ${seed}`).toBe(both);
			for (const [tool, [calls, bytes]] of Object.entries({...shown(b)}))
				expect([shown(both)[tool]![0]! >= calls!, shown(both)[tool]![1]! >= bytes!], `seed ${seed}`).toEqual([
					true,
					true,
				]);
		}
	});
});

describe('shares of a request', () => {
	test('are whole tokens: 10 in three shares are 3, 3 and 4', () => {
		const parts = [0, 1, 2].map(from => {
			const sum = {...noUsage};
			addShare(sum, {...noUsage, inputTokens: 10, webSearchRequests: 1}, from, from + 1, 3);
			return [sum.inputTokens, sum.webSearchRequests];
		});
		expect(parts).toEqual([
			[3, 0],
			[3, 0],
			[4, 1],
		]);
	});

	test('add up to what was used, each within a token of the exact share', () => {
		const seed = Date.now();
		const random = seededRandom(seed);
		for (let run = 0; run < 300; run++) {
			const calls = Array.from({length: random.int(1, 6)}, () => random.int(1, 9));
			const count = calls.reduce((sum, times) => sum + times, 0);
			const some = () => random.int(0, random.chance(0.2) ? 1e12 : 50);
			const usage = {
				...{inputTokens: some(), outputTokens: some(), cacheReadInputTokens: some()},
				...{cacheCreation5mInputTokens: some(), cacheCreation1hInputTokens: some(), webSearchRequests: some()},
			};
			let before = 0;
			const parts = calls.map(times => {
				const part = {...noUsage};
				addShare(part, usage, before, before + times, count);
				before += times;
				return part;
			});
			expect(sumUsage(parts), `seed ${seed}`).toEqual(usage);
			for (const [index, part] of parts.entries())
				expect(Math.abs(part.inputTokens - (usage.inputTokens * calls[index]!) / count), `seed ${seed}`).toBeLessThan(
					1,
				);
		}
	});
});
