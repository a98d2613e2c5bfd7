import {expect, test} from 'vitest';
import {addFact, newFacts} from '../../source/accounting/facts.ts';
import {shownFacts} from '../../source/accounting/shown-facts.ts';
import {compaction, prompt} from '../support/events.ts';

test('lists that are only counted are counts, and stay what they were when more comes', () => {
	const facts = newFacts('one');
	const use = (path: string, toolResultBytes: number, files: string[]) =>
		addFact(facts, {type: 'tool.use', sessionId: 'one', path, toolResultBytes, files});
	addFact(facts, prompt({n: 1}));
	addFact(facts, prompt({n: 2, human: false}));
	use('/a.jsonl', 100, ['x', 'y']);
	use('/agent.jsonl', 20, ['y']);
	addFact(facts, compaction({n: 3}));
	const shown = shownFacts(facts);
	const counts = {prompts: 1, filesTouched: 2, toolResultBytes: 120, contextHistory: [14_000]};
	expect(shown).toMatchObject(counts);
	expect(shown.compactions.size).toBe(1);
	addFact(facts, prompt({n: 4}));
	addFact(facts, compaction({n: 5}));
	use('/a.jsonl', 1, ['z']);
	expect(shown).toMatchObject(counts);
	for (const left of ['promptTimes', 'humanPromptTimes', 'lastQuestion', 'files', 'subagents'])
		expect(shown).not.toHaveProperty(left);
});
