/**
 * The organisation's Claude Code analytics from the Admin API
 * (https://platform.claude.com/docs/en/api/admin/claude_code_analytics): one day in UTC, estimated costs in cents.
 */
import * as v from 'valibot';
import type {ProviderAccess} from '../../core/config/config.ts';
import type {ProviderAnswer, UserDay} from '../../core/provider-spend.ts';
import {type AskOptions, askJson, below, ProviderError, readKey} from './ask.ts';

const amount = v.object({currency: v.nullish(v.string(), 'USD'), amount: v.pipe(v.number(), v.finite())});
const pageShape = v.object({
	data: v.array(
		v.object({
			actor: v.object({email_address: v.nullish(v.string(), null), api_key_name: v.nullish(v.string(), null)}),
			model_breakdown: v.nullish(v.array(v.object({estimated_cost: amount})), []),
		}),
	),
	has_more: v.nullish(v.boolean(), false),
	next_page: v.nullish(v.string(), null),
});

const perPage = 1000;
const mostPages = 20;

/** What each user or API key cost on a day (`2026-11-20`). Null: no address is configured. Never throws. */
export async function readConsoleAnalytics(
	access: ProviderAccess,
	day: string,
	options: AskOptions,
): Promise<ProviderAnswer<readonly UserDay[]> | null> {
	if (access.url === null) return null;
	try {
		const headers = {'x-api-key': readKey(access, options.env), 'anthropic-version': '2023-06-01'};
		return {value: await readPages(access.url, day, headers, options), failure: null};
	} catch (error) {
		const reason = error instanceof ProviderError ? error.message : 'cannot be asked';
		return {value: null, failure: `Console's Claude Code analytics: ${reason}.`};
	}
}

async function readPages(
	base: string,
	day: string,
	headers: Record<string, string>,
	options: AskOptions,
): Promise<UserDay[]> {
	const url = below(base, '/v1/organizations/usage_report/claude_code');
	url.searchParams.set('starting_at', day);
	url.searchParams.set('limit', String(perPage));
	const users = new Map<string, number>();
	for (let page = 0; page < mostPages; page++) {
		const parsed = v.safeParse(pageShape, await askJson(url, headers, options));
		if (!parsed.success) throw new ProviderError('the report is in a form that is not known');
		for (const {actor, model_breakdown: models} of parsed.output.data) {
			const name = actor.email_address ?? actor.api_key_name ?? 'unknown';
			for (const {estimated_cost: cost} of models ?? []) {
				if (cost.currency !== 'USD') throw new ProviderError('the report is not in US dollars');
				users.set(name, (users.get(name) ?? 0) + cost.amount / 100);
			}
		}
		const {has_more: hasMore, next_page: next} = parsed.output;
		if (!hasMore || next === null) break;
		url.searchParams.set('page', next);
	}
	return [...users].map(([user, usd]) => ({user, usd})).sort((a, b) => b.usd - a.usd);
}
