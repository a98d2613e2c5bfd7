import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {messageLines, problemLine, scanLabel} from '../../source/ui/footer-lines.ts';
import {createLook} from '../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});

describe('what came of the last key', () => {
	test('stands beside the keys while it is short', () => {
		expect(messageLines('compacted 186k → 14k', 80)).toEqual([]);
		expect(messageLines(null, 80)).toEqual([]);
		// In a narrow pane the keys of the views have to fit beside it.
		expect(messageLines('Running sessions only', 40)).toEqual([]);
		expect(messageLines('Running sessions only!', 40)).toEqual(['Running sessions only!']);
	});

	test('has lines of its own when it is long, and no more than three', () => {
		const message = 'one word after the other '.repeat(20).trim();
		const lines = messageLines(message, 60);
		expect(lines).toHaveLength(3);
		expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(60);
		expect(message.startsWith(lines.join(' '))).toBe(true);
	});
});

describe('what could not be read', () => {
	const problem = (path: string, message = 'is not valid JSON', count = 1) => ({
		type: 'problem' as const,
		path,
		message,
		count,
	});

	test('the latest of it, how often, and that there is more', () => {
		const problems = [problem('/home/ada/a'), problem('/home/ada/b', 'cannot be read', 4)];
		expect(problemLine(problems, 80, '/home/ada', look)).toBe('! 4× ~/b: cannot be read, and 1 more');
		const sentences = problems.map(one => ({...one, message: 'It is ignored.'}));
		expect(problemLine(sentences, 80, '/home/ada', look)).toBe('! 4× ~/b: It is ignored, and 1 more');
		expect(problemLine(sentences.slice(0, 1), 80, '/home/ada', look)).toMatch(/It is ignored\.$/);
		expect(problemLine([], 80, null, look)).toBe('');
	});

	test('fits into one line and cannot write on the screen', () => {
		const line = problemLine([problem('/tmp/\u001b[2Jx', `long\n${'word '.repeat(50)}`)], 40, null, look);
		expect(stringWidth(line)).toBeLessThanOrEqual(40);
		expect(line).not.toMatch(/[\u001b\n]/);
	});
});

test('how far the history is read', () => {
	expect(scanLabel(null, 80, look)).toBeNull();
	expect(scanLabel(0.42, 80, look)).toMatch(/42%/);
	expect(stringWidth(scanLabel(0.42, 40, look)!)).toBeLessThanOrEqual(20);
});
