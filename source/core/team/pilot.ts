/** Projects cost and rates for more people like this group. */
import {sum} from '../../accounting/sum.ts';
import {type FigureSet, organisationTokensPerMinute} from '../reference.ts';

export interface Pilot {
	users: number;
	/** Dollars per month: expected, and the range in which nine out of ten such groups would be. */
	monthUsd: {low: number; expected: number; high: number};
	tokensPerMinute: {
		/** As documented for that many people. */
		recommended: number;
		/** The group's own peak per person × that number; null: unknown. Larger groups peak less together. */
		likePeak: number | null;
	};
}

const sizes = [50, 200, 1000];
const monthDays = 30;
/** Of a normal distribution: between these are 90 %. */
const ninetyPercent = 1.645;

interface PilotUser {
	costUsd: number | null;
}

/**
 * The spread has two parts: how much people differ, which evens out with more of them, and how little is known of the
 * average from so few, which does not. `peak`: tokens per minute of the whole group. Empty with fewer than two people.
 */
export function pilots(
	users: readonly PilotUser[],
	days: number,
	peak: number | null,
	figures: FigureSet,
): readonly Pilot[] {
	const months = users.map(({costUsd}) => costUsd).filter(usd => usd !== null);
	const count = months.length;
	if (count < 2) return [];
	const scale = monthDays / days;
	const mean = (sum(months) / count) * scale;
	const variance = months.reduce((sum, usd) => sum + (usd * scale - mean) ** 2, 0) / (count - 1);
	return sizes.map(size => {
		const spread = ninetyPercent * Math.sqrt(variance * (size + size ** 2 / count));
		const expected = mean * size;
		return {
			users: size,
			monthUsd: {low: Math.max(0, expected - spread), expected, high: expected + spread},
			tokensPerMinute: {
				recommended: organisationTokensPerMinute(size, figures),
				likePeak: peak === null ? null : Math.round((peak / count) * size),
			},
		};
	});
}
