import {expect, test} from 'vitest';
import {firstRow} from '../../source/ui/first-row.ts';

test('the selection stays in view, the list is never scrolled past its end, and no further than it must', () => {
	for (let height = 1; height <= 5; height++)
		for (let count = 1; count <= 9; count++)
			for (let previous = 0; previous < count; previous++)
				for (let selected = 0; selected < count; selected++) {
					const first = firstRow(previous, selected, height, count);
					const last = Math.max(0, count - height);
					expect(first).toBeGreaterThanOrEqual(0);
					expect(first).toBeLessThanOrEqual(last);
					expect(selected).toBeGreaterThanOrEqual(first);
					expect(selected).toBeLessThan(first + height);
					const before = Math.min(previous, last);
					if (selected >= before && selected < before + height) expect(first).toBe(before);
				}
});

test('does not scroll an empty list', () => {
	expect(firstRow(3, -1, 5, 0)).toBe(0);
});
