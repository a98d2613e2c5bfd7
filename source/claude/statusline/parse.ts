/**
 * What Claude Code pipes into its status line command (https://code.claude.com/docs/en/statusline). Read field by field:
 * a missing or different field in some version does not affect the others.
 */
import * as v from 'valibot';
import {cleanLabel} from '../clean.ts';
import type {ReportedTotal} from '../events.ts';
import {countShape as count, sessionIdShape, timeShape, usdShape as usd} from '../shapes.ts';
import {parseObject} from '../transcript/object.ts';
import type {GitFigures} from '../turn.ts';
import type {RateLimitWindow} from './rate-limits.ts';
import type {CacheMisses, StatuslineSeen} from './statusline-seen.ts';

/** It is 1 to 3 kB. */
export const maxStatuslineBytes = 256 * 1024;
/** Whether a file of the folder of status lines is one: `<session id>.json`. */
export const isStatuslineFile = (name: string): boolean => /^[0-9a-f-]+\.json$/i.test(name);

const lenient = <const Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.nullish(schema), undefined);

const seconds = timeShape(1000);
const rateLimit = v.object({used_percentage: v.pipe(v.number(), v.minValue(0)), resets_at: seconds});

const shape = v.object({
	session_id: sessionIdShape,
	transcript_path: lenient(v.string()),
	session_name: lenient(v.string()),
	model: lenient(v.object({id: v.string()})),
	cost: lenient(
		v.object({total_cost_usd: lenient(usd), total_lines_added: lenient(count), total_lines_removed: lenient(count)}),
	),
	pr: lenient(v.object({number: count, url: lenient(v.string()), review_state: lenient(v.string())})),
	worktree: lenient(v.object({name: v.string()})),
	context_window: lenient(
		v.object({
			context_window_size: lenient(count),
			current_usage: lenient(
				v.object({input_tokens: count, cache_creation_input_tokens: count, cache_read_input_tokens: count}),
			),
		}),
	),
	prompt_cache: lenient(v.object({expires_at: seconds, ttl: v.picklist(['5m', '1h'])})),
	cache_misses: lenient(v.object({requests: count, misses: count, miss_causes: lenient(v.record(v.string(), count))})),
	rate_limits: lenient(v.object({five_hour: lenient(rateLimit), seven_day: lenient(rateLimit)})),
});

type Payload = v.InferOutput<typeof shape>;

/**
 * Never throws; null: not a payload. `at`: when it was written, in ms. The config folder is empty when the payload does
 * not say where the transcript is.
 */
export function parseStatusline(
	text: string,
	at: number,
): {seen: StatuslineSeen; reported: ReportedTotal | null} | null {
	const payload = read(text);
	if (!payload) return null;
	const sessionId = payload.session_id;
	const limits = payload.rate_limits;
	const cache = payload.prompt_cache;
	return {
		seen: {
			type: 'statusline',
			sessionId,
			configDir: configDirOf(payload.transcript_path ?? ''),
			at,
			model: payload.model ? cleanLabel(payload.model.id) : null,
			windowTokens: payload.context_window?.context_window_size || null,
			contextTokens: contextTokens(payload),
			cache: cache ? {expiresAt: cache.expires_at, ttl: cache.ttl} : null,
			misses: missesOf(payload),
			limits: limits ? {fiveHour: rateWindow(limits.five_hour), sevenDay: rateWindow(limits.seven_day)} : null,
			name: payload.session_name ? cleanLabel(payload.session_name) : null,
			git: gitOf(payload),
		},
		reported:
			typeof payload.cost?.total_cost_usd === 'number'
				? {
						type: 'reported',
						origin: 'statusline',
						sessionId,
						at,
						totalCostUsd: payload.cost.total_cost_usd,
						byModel: null,
					}
				: null,
	};
}

const mostCauses = 30;

function missesOf({cache_misses}: Payload): CacheMisses | null {
	if (!cache_misses) return null;
	const {requests, misses, miss_causes} = cache_misses;
	const causes = Object.entries(miss_causes ?? {}).slice(0, mostCauses);
	return {requests, misses, causes: Object.fromEntries(causes.map(([word, times]) => [cleanLabel(word, 60), times]))};
}

function read(text: string): Payload | null {
	const payload = parseObject(text);
	// The same object again, for it has two parts that may each be there or not.
	const result = v.safeParse(shape, {...payload, cache_misses: payload?.prompt_cache});
	return result.success ? result.output : null;
}

/** After a compaction the usage is null or all zeros until the next request: not known, rather than empty. */
function contextTokens(payload: Payload): number | null {
	const usage = payload.context_window?.current_usage;
	if (!usage) return null;
	return usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens || null;
}

function gitOf({cost, pr, worktree}: Payload): GitFigures {
	return {
		worktree: worktree ? cleanLabel(worktree.name) : null,
		linesAdded: cost?.total_lines_added ?? null,
		linesRemoved: cost?.total_lines_removed ?? null,
		pullRequest: pr
			? {
					number: pr.number,
					url: pr.url ? cleanLabel(pr.url, 300) : null,
					state: pr.review_state ? cleanLabel(pr.review_state, 40) : null,
				}
			: null,
	};
}

function rateWindow(limit: v.InferOutput<typeof rateLimit> | null | undefined): RateLimitWindow | null {
	return limit ? {usedPercentage: Math.min(limit.used_percentage, 100), resetsAt: limit.resets_at} : null;
}

/** `<config folder>/projects/<slug>/<session id>.jsonl` */
function configDirOf(transcriptPath: string): string {
	return /^(.+)[/\\]projects[/\\][^/\\]+[/\\][^/\\]+$/.exec(transcriptPath)?.[1] ?? '';
}
