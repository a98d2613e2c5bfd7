/** The events of a headless session that follow from one line alone. Null: the line does not say that. */
import {boundedCount, boundedTime, boundedUsd} from '../bounds.ts';
import {compactionMetadata} from '../compaction.ts';
import type {CompactionSeen, NoticeSeen, PromptSeen, ReportedTotal} from '../events.ts';
import {withoutWindow} from '../models/model-id.ts';
import type {StatuslineSeen} from '../statusline/statusline-seen.ts';
import {asObject, asText, asTime, type JsonObject} from '../transcript/object.ts';
import {commandOutput, promptOf} from '../transcript/prompt.ts';
import {modelTotals} from '../transcript/reported.ts';
import {noGit} from '../turn.ts';
import type {Place} from './answer.ts';

/** Of a `compact_boundary` line. */
export function compactionOf(line: JsonObject, {sessionId, at}: Place): CompactionSeen {
	const {trigger, pre_tokens, post_tokens, duration_ms} = asObject(line.compact_metadata) ?? {};
	const sizes = {preTokens: pre_tokens, postTokens: post_tokens, durationMs: duration_ms};
	const figures = compactionMetadata({trigger, ...sizes});
	return {type: 'compaction', sessionId, at, id: idOf(line, at), ...figures, agentId: null};
}

/** Of a `user` line: what a person typed, or what a slash command printed. Results and subagents' prompts are neither. */
export function messageOf(line: JsonObject, {sessionId, parentToolUseId, at}: Place): PromptSeen | NoticeSeen | null {
	if (line.isSynthetic === true || line.tool_use_result !== undefined || parentToolUseId !== null) return null;
	const facts = {sessionId, at: boundedTime(asTime(line.timestamp)) ?? at, id: idOf(line, at)};
	const prompt = promptOf(line);
	if (prompt) return {type: 'prompt', ...facts, ...prompt};
	const content = asText(asObject(line.message)?.content);
	const text = content === null ? null : commandOutput(content);
	return text === null ? null : {type: 'notice', ...facts, text};
}

/** Of a `result` line: Claude Code's own total. */
export function totalOf(line: JsonObject, {sessionId, at}: Place): ReportedTotal | null {
	const totalCostUsd = boundedUsd(line.total_cost_usd);
	if (totalCostUsd === null) return null;
	const byModel = modelTotals(asObject(line.modelUsage));
	return {type: 'reported', origin: 'headless', sessionId, at, totalCostUsd, byModel};
}

/** Of a `result` line: the main model's window, as a status line would report it. */
export function windowOf(
	line: JsonObject,
	{sessionId, at}: Place,
	{model, configDir}: {model: string | null; configDir: string},
): StatuslineSeen | null {
	const windowTokens = windowTokensOf(asObject(line.modelUsage), model);
	if (windowTokens === null) return null;
	const unknown = {contextTokens: null, cache: null, limits: null, name: null, git: noGit};
	return {type: 'statusline', sessionId, configDir, at, model, windowTokens, ...unknown};
}

/** Ids may be written with or without `[1m]`. */
function windowTokensOf(usage: JsonObject | null, model: string | null): number | null {
	if (!usage || model === null) return null;
	const entries = Object.entries(usage);
	const entry =
		entries.find(([id]) => id === model) ?? entries.find(([id]) => withoutWindow(id) === withoutWindow(model));
	return boundedCount(asObject(entry?.[1])?.contextWindow) || null;
}

/** A line without an id is known by when it was read. */
const idOf = (line: JsonObject, at: number): string => asText(line.uuid) ?? `headless@${at}`;
