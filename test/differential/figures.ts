/** What is said of a conversation's spending, in a shape that can be compared by either side. */
import type {Costs} from '../../source/accounting/costs.ts';
import {modelKey} from '../../source/claude/models/models.ts';
import type {TokenUsage} from '../../source/claude/usage.ts';
import type {Session} from '../../source/core/session.ts';

export interface Figures {
	cost: Costs['cost'];
	usage: TokenUsage;
	requests: number;
	byModel: Record<string, object>;
	background: Record<string, object>;
}

/** By session id. */
export type Books = ReadonlyMap<string, Figures>;

export function figuresOf({cost, usage, requests, byModel, background}: Costs): Figures {
	return {
		cost: {...cost, unpricedModels: [...cost.unpricedModels].sort()},
		...{usage, requests},
		// The spelling may be that of either source.
		byModel: Object.fromEntries(byModel.map(({model, name: _, ...sums}) => [modelKey(model), sums])),
		background: Object.fromEntries(
			background.map(({cause, model, ...sums}) => [`${cause} ${model === null ? '' : modelKey(model)}`, sums]),
		),
	};
}

export const figuresOfSession = ({cost, usage, requests, costByModel, background}: Session): Figures =>
	figuresOf({cost, usage, requests, byModel: [...costByModel], background: [...background]});

/** Sums of floats in different orders differ in the last digits. */
const toleranceUsd = 1e-9;

/** Where two values differ, a line each; empty: nowhere. */
export function differences(left: unknown, right: unknown, path = ''): string[] {
	if (Object.is(left, right)) return [];
	if (typeof left === 'number' && typeof right === 'number' && Math.abs(left - right) < toleranceUsd) return [];
	if (!isObject(left) || !isObject(right)) return [`${path}: ${JSON.stringify(left)} ≠ ${JSON.stringify(right)}`];
	const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
	return [...keys].flatMap(key => differences(left[key], right[key], path === '' ? key : `${path}.${key}`));
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Conversations in which nothing was ever spent may be left out. */
export function booksDiffer(left: Books, right: Books): string[] {
	const spent = (figures: Figures | undefined) => figures && (figures.requests > 0 || figures.cost.totalUsd);
	return [...new Set([...left.keys(), ...right.keys()])].flatMap(id => {
		const [one, other] = [left.get(id), right.get(id)];
		if (!spent(one) && !spent(other)) return [];
		// Where one thing differs, others follow.
		return differences(one, other, id).slice(0, 6);
	});
}
