import {expect, test} from 'vitest';
import {createRandom} from '../../../source/live/demo/random.ts';

test('the same seed is the same chance, another is not', () => {
	const draw = (seed: number) => {
		const random = createRandom(seed);
		return [random.next(), random.between(0, 1000), random.hex(8), random.pick(['a', 'b', 'c'])];
	};
	expect(draw(5)).toEqual(draw(5));
	expect(draw(5)).not.toEqual(draw(6));
});

test('both ends of a span are drawn, nothing beyond, and a share is about that share', () => {
	const random = createRandom(Date.now());
	const draws = Array.from({length: 5000}, () => random.between(3, 6));
	expect(new Set(draws)).toEqual(new Set([3, 4, 5, 6]));
	const share = Array.from({length: 5000}, () => random.chance(0.2)).filter(Boolean).length / 5000;
	expect(share).toBeGreaterThan(0.15);
	expect(share).toBeLessThan(0.25);
	expect(random.hex(40)).toMatch(/^[0-9a-f]{40}$/);
});
