import {expect, test} from 'vitest';
import {heatMap} from '../../../source/ui/history/heat-map.ts';
import {createLook} from '../../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});

test('a calendar has a column per week, months over it', () => {
	const week = (month: number, from: number) =>
		Array.from({length: 7}, (_, index) => ({
			day: `2026-${month}-${String(from + index).padStart(2, '0')}`,
			usd: 1,
			level: (index % 5) as 0 | 1 | 2 | 3 | 4,
		}));
	expect(
		heatMap(
			look,
			[week(10, 5), week(10, 12), week(11, 2), [...week(11, 9).slice(0, 2), null, null, null, null, null]],
			30,
		),
	).toEqual([
		'    Oct Nov',
		'Mon · · · ·',
		'Tue ░ ░ ░ ░',
		'Wed ▒ ▒ ▒',
		'Thu ▓ ▓ ▓',
		'Fri █ █ █',
		'Sat · · ·',
		'Sun ░ ░ ░',
	]);
});
