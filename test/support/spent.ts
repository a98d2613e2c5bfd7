/** Dollars that were spent, of which all have a price. */
import type {Spent} from '../../source/core/budget.ts';

export const spent = (usd: number): Spent => ({usd, hasUnpriced: false});
