/**
 * The organisation's Claude Code analytics from the Admin API
 * (https://platform.claude.com/docs/en/api/admin/claude_code_analytics): one day in UTC, estimated costs in cents.
 */
import * as v from 'valibot';
import type {ProviderAccess} from '../../core/config/config.ts';
import type {UserDay} from '../../core/provider-spend.ts';
import {readAdminReport} from './admin-pages.ts';
import {type AskOptions, askProvider, mostUsd, ProviderError} from './ask.ts';

const mostCents = 100 * mostUsd;
const amount = v.object({
	currency: v.nullish(v.string(), 'USD'),
	amount: v.pipe(v.number(), v.minValue(-mostCents), v.maxValue(mostCents)),
});
const userShape = v.object({
	actor: v.object({email_address: v.nullish(v.string(), null), api_key_name: v.nullish(v.string(), null)}),
	model_breakdown: v.nullish(v.array(v.object({estimated_cost: amount})), []),
});

const perPage = 1000;
const mostPages = 20;

/** What each user or API key cost on a day (`2026-11-20`). Null: no address configured. Never throws. */
export const readConsoleAnalytics = (access: ProviderAccess, day: string, options: AskOptions) =>
	askProvider("Console's Claude Code analytics", access, options, (url, key) => readUsers(url, key, day, options));

async function readUsers(base: string, key: string, day: string, options: AskOptions): Promise<UserDay[]> {
	const report = {
		path: '/v1/organizations/usage_report/claude_code',
		query: {starting_at: day, limit: String(perPage)},
		item: userShape,
		name: 'the report',
		mostPages,
	};
	const users = new Map<string, number>();
	for await (const {actor, model_breakdown: models} of readAdminReport(base, key, report, options)) {
		const name = actor.email_address ?? actor.api_key_name ?? 'unknown';
		for (const {estimated_cost: cost} of models ?? []) {
			if (cost.currency !== 'USD') throw new ProviderError('the report is not in US dollars');
			users.set(name, (users.get(name) ?? 0) + cost.amount / 100);
		}
	}
	return [...users].map(([user, usd]) => ({user, usd})).sort((a, b) => b.usd - a.usd);
}
