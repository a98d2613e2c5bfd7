import {expect, test} from 'vitest';
import {troubleLines} from '../../../source/ui/history/troubles.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const misses = {
	count: 3,
	usd: 0.4,
	causes: [
		{label: 'other tools', count: 2},
		{label: 'idle', count: 1},
	],
};
const errors = {count: 1, usd: 1.2, byReason: [{label: '529', count: 1}]};

test('a line for cache misses and one for errors, and none for what there was none of', () => {
	expect(troubleLines({misses, errors}, 120, look)).toEqual([
		'3 cache misses $0.40 other tools 2, idle 1',
		'1 API error 529 1 $1.20 spent in the turn it ended',
	]);
	expect(troubleLines({misses: null, errors: null}, 120, look)).toEqual([]);
});

test('one and many are said as such', () => {
	expect(troubleLines({misses: {...misses, count: 1}, errors: {...errors, count: 2}}, 120, look)).toEqual([
		expect.stringMatching(/^1 cache miss /),
		expect.stringMatching(/^2 API errors .* spent in the turns they ended$/),
	]);
});

test('where no status line told why, that is said', () => {
	const [line] = troubleLines({misses: {...misses, causes: []}, errors: null}, 120, look);
	expect(line).toBe('3 cache misses $0.40 why is not known without a status line');
});

test('the five most frequent reasons, without anything that could move the cursor', () => {
	const many = Array.from({length: 9}, (_, index) => ({label: `r${index}\u001b[2J`, count: 9 - index}));
	const [line] = troubleLines({misses: null, errors: {...errors, byReason: many}}, 200, look);
	expect(line).toBe('1 API error r0 9, r1 8, r2 7, r3 6, r4 5 $1.20 spent in the turn it ended');
});

test('in a narrow pane it takes more lines, none of them wider', () => {
	const lines = troubleLines({misses, errors}, 40, look);
	expect(lines.length).toBeGreaterThan(2);
	for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
});
