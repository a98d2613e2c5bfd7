/**
 * `.claude.json`, where an interactive Claude Code leaves the totals of a project's last session when it exits. The file
 * also holds account data and keys: nothing but these totals may leave this function.
 */
import * as v from 'valibot';
import type {ModelTotals, ReportedTotal} from '../events.ts';
import {countShape, sessionIdShape, timeShape, usdShape} from '../shapes.ts';
import {parseObject} from '../transcript/object.ts';
import {noUsage} from '../usage.ts';

const count = v.optional(countShape, 0);

const modelShape = v.object({
	inputTokens: count,
	outputTokens: count,
	cacheReadInputTokens: count,
	cacheCreationInputTokens: count,
	webSearchRequests: count,
	costUSD: usdShape,
});

const projectShape = v.object({
	lastSessionId: sessionIdShape,
	lastCost: usdShape,
	lastStartTime: v.optional(timeShape(1)),
	lastDuration: v.optional(v.pipe(v.number(), v.minValue(0))),
	lastModelUsage: v.fallback(v.optional(v.record(v.string(), modelShape)), undefined),
});

/** A project whose session is running or was killed has only some of the keys, or none: it is skipped. */
const fileShape = v.object({projects: v.record(v.string(), v.unknown())});

/** With the accounts and projects of years it has a few hundred kB. */
export const maxClaudeJsonBytes = 64 * 2 ** 20;

/**
 * One total per project that has one. `writtenAt`: when the file was last written, in ms; no total is later. Null: not
 * such a file. Never throws.
 */
export function parseClaudeJson(text: string, writtenAt: number): ReportedTotal[] | null {
	const json = parseObject(text);
	if (json === null) return null;
	const file = v.safeParse(fileShape, json);
	if (!file.success) return [];
	return Object.values(file.output.projects).flatMap(value => {
		const project = v.safeParse(projectShape, value);
		return project.success ? [totalOf(project.output, writtenAt)] : [];
	});
}

function totalOf(project: v.InferOutput<typeof projectShape>, writtenAt: number): ReportedTotal {
	// A resumed session keeps its first start and adds up the time it ran: then this is too early, but never too late.
	const end = (project.lastStartTime ?? writtenAt) + (project.lastDuration ?? 0);
	return {
		type: 'reported',
		origin: 'claude.json',
		sessionId: project.lastSessionId,
		at: Math.min(end, writtenAt),
		latestAt: writtenAt,
		totalStartedAt: project.lastStartTime ?? null,
		totalCostUsd: project.lastCost,
		byModel: project.lastModelUsage ? byModel(project.lastModelUsage) : null,
	};
}

function byModel(models: Record<string, v.InferOutput<typeof modelShape>>): Record<string, ModelTotals> {
	const totals = Object.entries(models).map(([model, totals]): [string, ModelTotals] => {
		const {inputTokens, outputTokens, cacheReadInputTokens, cacheCreationInputTokens, webSearchRequests} = totals;
		const usage = {
			...noUsage,
			inputTokens,
			outputTokens,
			cacheReadInputTokens,
			webSearchRequests,
			// The file gives one sum for both lifetimes; the dollars beside it are Claude Code's own, so nothing is priced by it.
			cacheCreation5mInputTokens: cacheCreationInputTokens,
		};
		return [model, {usage, costUsd: totals.costUSD}];
	});
	return Object.fromEntries(totals);
}
