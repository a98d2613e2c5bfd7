/** When prompts came, and what a person asked last. */
import {expect, test} from 'vitest';
import {newFacts} from '../../source/accounting/facts.ts';
import {addPrompt} from '../../source/accounting/prompts.ts';
import {prompt} from '../support/events.ts';
import {seededRandom} from '../support/random.ts';

function factsAfter(...prompts: ReturnType<typeof prompt>[]) {
	const facts = newFacts('one');
	for (const one of prompts) addPrompt(facts, one);
	return facts;
}

test('times are ascending and unique, in whichever order files are read', () => {
	const seed = Date.now();
	const random = seededRandom(seed);
	for (let run = 0; run < 100; run++) {
		const times = Array.from({length: random.int(0, 12)}, () => random.int(-3, 8));
		const sorted = [...new Set(times)].sort((a, b) => a - b);
		const facts = factsAfter(...times.map(at => prompt({n: 0, at})));
		expect(facts.promptTimes, `seed ${seed}: ${times}`).toEqual(sorted);
		expect(facts.humanPromptTimes, `seed ${seed}: ${times}`).toEqual(sorted);
	}
});

test('prompts without a text or not typed by a person are not the last question', () => {
	const facts = factsAfter(prompt({n: 1, at: 1, text: null}), prompt({n: 2, at: 2, human: false}));
	expect(facts).toMatchObject({promptTimes: [1, 2], humanPromptTimes: [], lastPrompt: null, lastQuestion: null});
});

test('slash commands and prompts that are read late do not replace the last question', () => {
	const facts = factsAfter(
		...[prompt({n: 5, at: 5, text: 'why'}), prompt({n: 9, at: 9, text: '/exit', command: 'exit'})],
		prompt({n: 2, at: 2, text: 'how'}),
	);
	expect(facts.lastPrompt).toEqual({at: 9, text: '/exit'});
	expect(facts.lastQuestion).toEqual({at: 5, text: 'why'});
});

test('of two prompts at the same time the one read last wins', () => {
	const facts = factsAfter(prompt({n: 1, at: 5, text: 'a'}), prompt({n: 2, at: 5, text: 'b'}));
	expect([facts.lastPrompt?.text, facts.lastQuestion?.text]).toEqual(['b', 'b']);
});
