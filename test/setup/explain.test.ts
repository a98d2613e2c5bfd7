import {expect, test} from 'vitest';
import {explanation, undoExplanation} from '../../source/setup/explain.ts';

test('says before any change where everything goes, and how to undo it', () => {
	const text = explanation(28_123);
	for (const words of ['127.0.0.1:28123', 'It never sees prompts or answers', 'ccmon setup --undo'])
		expect(text).toContain(words);
	for (const line of text.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('says whether undoing removes the file, restores it, or keeps what a person changed', () => {
	const content = Buffer.from('{}');
	expect(undoExplanation({content: null, kept: [], isNeeded: true})).toContain('removed: there was none before');
	expect(undoExplanation({content, kept: [], isNeeded: true})).toContain('as it was without ccmon');
	expect(undoExplanation({content, kept: ['env.A'], isNeeded: true})).toContain('except what you changed');
});
