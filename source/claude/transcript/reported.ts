/** Claude Code's own running total, written at /clear and at exit (`type: "cost-state"`), hidden requests included. */
import {boundedTime, boundedUsd, maxTokens} from '../bounds.ts';
import type {ModelTotals, ReportedTotal} from '../events.ts';
import {asCount, asNumber, asObject, type JsonObject} from './object.ts';

/** Null if the line holds no total. `lastAt`: time of the previous line, since this one has none. */
export function reportedTotal(line: JsonObject, sessionId: string, lastAt: number): ReportedTotal | null {
	const totalCostUsd = boundedUsd(asNumber(line.totalCostUSD));
	if (totalCostUsd === null) return null;
	const startTime = boundedTime(asNumber(line.startTime));
	// The duration excludes the time a session was closed: after a resume, the last line seen is later.
	const endTime = boundedTime((startTime ?? 0) + (asNumber(line.totalDuration) ?? 0));
	return {
		type: 'reported',
		origin: 'cost-state',
		sessionId,
		at: Math.max(lastAt, endTime ?? 0),
		totalCostUsd,
		byModel: modelTotals(asObject(line.modelUsage)),
		totalStartedAt: startTime,
	};
}

/** Totals by model, as in cost-state lines and in the results of headless runs. */
export function modelTotals(models: JsonObject | null): Record<string, ModelTotals> | null {
	if (!models) return null;
	const totals: [string, ModelTotals][] = [];
	for (const [model, value] of Object.entries(models)) {
		const entry = asObject(value);
		if (!entry) continue;
		const count = (name: string) => Math.max(0, asCount(entry[name], maxTokens));
		const created = count('cacheCreationInputTokens');
		const cacheCreation1hInputTokens = Math.min(created, count('cacheCreationEphemeral1hInputTokens'));
		totals.push([
			model,
			{
				usage: {
					inputTokens: count('inputTokens'),
					outputTokens: count('outputTokens'),
					cacheReadInputTokens: count('cacheReadInputTokens'),
					cacheCreation5mInputTokens: created - cacheCreation1hInputTokens,
					cacheCreation1hInputTokens,
					webSearchRequests: count('webSearchRequests'),
				},
				costUsd: boundedUsd(asNumber(entry.costUSD)) ?? 0,
			},
		]);
	}
	// Not an object literal: a model could be named like a property of Object.prototype.
	return Object.fromEntries(totals);
}
