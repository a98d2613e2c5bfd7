import {expect, test} from 'vitest';
import {projectMonth} from '../../source/core/projection.ts';

const range = [150, 250] as const;
const days = (from: number, to: number, usd: number) =>
	Array.from({length: to - from + 1}, (_, index) => ({day: `2026-11-${String(from + index).padStart(2, '0')}`, usd}));

test('ten dollars a day make $300 in November', () => {
	expect(projectMonth(days(1, 19, 10), '2026-11-20', range)).toEqual({
		month: '2026-11',
		soFarUsd: 190,
		projectedUsd: 290,
		range,
		verdict: 'above',
	});
});

test('idle days count: five days of the last fourteen', () => {
	expect(projectMonth([...days(1, 1, 1), ...days(10, 14, 14)], '2026-11-20', range)).toMatchObject({
		soFarUsd: 71,
		projectedUsd: 71 + 10 * 5,
		verdict: 'below',
	});
});

test('last month says how this one may go, and is not in it', () => {
	const october = Array.from({length: 31}, (_, index) => ({
		day: `2026-10-${String(index + 1).padStart(2, '0')}`,
		usd: 7,
	}));
	expect(projectMonth(october, '2026-11-01', range)).toMatchObject({
		soFarUsd: 0,
		projectedUsd: 7 * 29,
	});
});

test('on the first day ever, today is all there is to go by', () => {
	expect(projectMonth(days(20, 20, 4), '2026-11-20', range)).toMatchObject({soFarUsd: 4, projectedUsd: 44});
	expect(projectMonth([], '2026-11-20', range)).toMatchObject({projectedUsd: null, verdict: null});
});
