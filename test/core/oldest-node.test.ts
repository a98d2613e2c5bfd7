import {expect, test} from 'vitest';
import {isNewEnough, neededNode} from '../../source/core/oldest-node.ts';

test.each([
	['22.22.0', true],
	['v22.22.1', true],
	['23.0.0', true],
	['24.21.0', true],
	['v100.0.0-nightly', true],
	['22.21.9', false],
	['20.99.0', false],
	['', false],
	['latest', false],
])('Node %s is new enough: %s', (version, expected) => {
	expect(isNewEnough(version)).toBe(expected);
});

test('is said without the last number', () => {
	expect(neededNode).toBe('Node 22.22 or newer');
});
