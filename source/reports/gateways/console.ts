/**
 * The organisation's cost report from the Admin API
 * (https://platform.claude.com/docs/en/api/admin/cost_report): daily buckets in UTC, amounts in cents.
 */
import * as v from 'valibot';
import {cleanLabel} from '../../claude/clean.ts';
import type {ProviderAccess} from '../../core/config/config.ts';
import type {DayCost} from '../../core/provider-spend.ts';
import {readAdminReport} from './admin-pages.ts';
import {type AskOptions, askProvider, mostUsd, ProviderError} from './ask.ts';

const dayShape = v.object({
	starting_at: v.string(),
	results: v.array(v.object({amount: v.union([v.string(), v.number()]), currency: v.nullish(v.string(), 'USD')})),
});

const daysPerPage = 31;
/** A year and a day. */
const mostPages = 12;
const dayMs = 86_400_000;

/** What the organisation was charged on each day since `since` (UTC, ms). Null: no address configured. Never throws. */
export const readConsoleCost = (access: ProviderAccess, since: number, options: AskOptions) =>
	askProvider('Console', access, options, (url, key) => readDays(url, key, since, options));

async function readDays(base: string, key: string, since: number, options: AskOptions): Promise<DayCost[]> {
	const report = {
		path: '/v1/organizations/cost_report',
		query: {starting_at: new Date(Math.floor(since / dayMs) * dayMs).toISOString(), limit: String(daysPerPage)},
		item: dayShape,
		name: 'the cost report',
		mostPages,
	};
	const days = new Map<string, number>();
	for await (const {starting_at, results} of readAdminReport(base, key, report, options)) {
		const day = starting_at.slice(0, 10);
		for (const {amount, currency} of results) days.set(day, (days.get(day) ?? 0) + toUsd(amount, currency));
	}
	return [...days].map(([day, usd]) => ({day, usd})).sort((a, b) => (a.day < b.day ? -1 : 1));
}

function toUsd(amount: string | number, currency: string | null): number {
	const cents = Number(amount);
	if (!Number.isFinite(cents)) throw new ProviderError('the cost report has an amount that is not a number');
	if (Math.abs(cents) > 100 * mostUsd) throw new ProviderError('the cost report has an amount that is too large');
	if (currency !== 'USD')
		throw new ProviderError(`the cost report is in ${cleanLabel(currency ?? 'no currency', 20)}, not in US dollars`);
	return cents / 100;
}
