/**
 * The organisation's cost report from the Admin API
 * (https://platform.claude.com/docs/en/api/admin/cost_report): daily buckets in UTC, amounts in cents.
 */
import * as v from 'valibot';
import type {ProviderAccess} from '../../core/config/config.ts';
import type {DayCost, ProviderAnswer} from '../../core/provider-spend.ts';
import {type AskOptions, askJson, below, ProviderError, readKey} from './ask.ts';

const pageShape = v.object({
	data: v.array(
		v.object({
			starting_at: v.string(),
			results: v.array(v.object({amount: v.union([v.string(), v.number()]), currency: v.nullish(v.string(), 'USD')})),
		}),
	),
	has_more: v.nullish(v.boolean(), false),
	next_page: v.nullish(v.string(), null),
});

const daysPerPage = 31;
/** A year and a day. */
const mostPages = 12;
const dayMs = 86_400_000;

/** What the organisation was charged on each day since one (UTC, ms). Null: no address is configured. Never throws. */
export async function readConsoleCost(
	access: ProviderAccess,
	since: number,
	options: AskOptions,
): Promise<ProviderAnswer<readonly DayCost[]> | null> {
	if (access.url === null) return null;
	try {
		const headers = {'x-api-key': readKey(access, options.env), 'anthropic-version': '2023-06-01'};
		return {value: await readPages(access.url, since, headers, options), failure: null};
	} catch (error) {
		return {value: null, failure: `Console: ${error instanceof ProviderError ? error.message : 'cannot be asked'}.`};
	}
}

async function readPages(
	base: string,
	since: number,
	headers: Record<string, string>,
	options: AskOptions,
): Promise<DayCost[]> {
	const url = below(base, '/v1/organizations/cost_report');
	url.searchParams.set('starting_at', new Date(Math.floor(since / dayMs) * dayMs).toISOString());
	url.searchParams.set('limit', String(daysPerPage));
	const days = new Map<string, number>();
	for (let page = 0; page < mostPages; page++) {
		const parsed = v.safeParse(pageShape, await askJson(url, headers, options));
		if (!parsed.success) throw new ProviderError('the cost report is in a form that is not known');
		for (const {starting_at, results} of parsed.output.data) {
			const day = starting_at.slice(0, 10);
			for (const {amount, currency} of results) days.set(day, (days.get(day) ?? 0) + toUsd(amount, currency));
		}
		const {has_more: hasMore, next_page: next} = parsed.output;
		if (!hasMore || next === null) break;
		url.searchParams.set('page', next);
	}
	return [...days].map(([day, usd]) => ({day, usd})).sort((a, b) => (a.day < b.day ? -1 : 1));
}

function toUsd(amount: string | number, currency: string | null): number {
	const cents = Number(amount);
	if (!Number.isFinite(cents)) throw new ProviderError('the cost report has an amount that is no number');
	if (currency !== 'USD') throw new ProviderError(`the cost report is in ${currency?.slice(0, 3)}, not in US dollars`);
	return cents / 100;
}
