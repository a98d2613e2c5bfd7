/** What drives a cost, part by part, and a suggestion where one is obvious. */

import {standardPricesOf} from '../accounting/cost.ts';
import {describeCause} from '../claude/telemetry/purpose.ts';
import {formatUsd} from './format.ts';
import type {Session} from './session.ts';

export type Driver = 'answers' | 'history' | 'cacheMisses' | 'toolResults' | 'subagents' | 'compactions' | 'background';

export interface DriverLine {
	driver: Driver;
	/** As shown, e.g. `history length`. */
	label: string;
	usd: number;
	/** Of the whole cost, 0 to 1. */
	share: number;
	/** More about it: `3 times`, `12 requests`; null: nothing to add. */
	detail: string | null;
}

export interface DriverFigures {
	mainUsd: number;
	subagentUsd: number;
	compactionUsd: number;
	backgroundUsd: number;
	/** Part of `mainUsd`: reading the history again from the cache. */
	historyUsd: number;
	/** Part of `mainUsd`: what writing again cost beyond reading. */
	cacheMissUsd: number;
	cacheMisses: number;
	compactions: number;
	subagents: number;
	/** Tokens that tools added to the history, estimated from their bytes. */
	toolResultTokens: number;
	/** All tokens that were added to the history. */
	writtenTokens: number;
	/** The model of the main conversation, as written. */
	model: string | null;
	/** How full the context is, 0 to 1; null: not known. */
	fill: number | null;
	/** Background by cause, the most expensive first. */
	background: readonly {cause: string; costUsd: number | null}[];
}

export interface DriverReport {
	/** The most expensive first; they add up to the whole cost. Parts that cost nothing are left out. */
	lines: DriverLine[];
	suggestion: string | null;
}

/** English text and code have about four characters to a token (https://docs.claude.com/en/docs/about-claude/glossary). */
const bytesPerToken = 4;

/** What a session's figures suggest; null while nothing is priced. */
export function sessionDriverFigures(session: Session): DriverFigures | null {
	const {cost, drivers, usage, subagents, model} = session;
	if (cost.totalUsd === null) return null;
	const read = subagents.reduce((rest, {usage}) => rest - usage.cacheReadInputTokens, usage.cacheReadInputTokens);
	const readPrice = (model === null ? null : standardPricesOf(model))?.cacheRead ?? 0;
	const mainUsd = cost.mainUsd ?? 0;
	return {
		mainUsd,
		subagentUsd: cost.subagentUsd ?? 0,
		compactionUsd: cost.compactionUsd ?? 0,
		backgroundUsd: cost.backgroundUsd ?? 0,
		historyUsd: Math.min(mainUsd, (Math.max(0, read) * readPrice) / 1e6),
		cacheMissUsd: drivers.cacheMissUsd ?? 0,
		cacheMisses: drivers.cacheMisses,
		compactions: session.compactions.length,
		subagents: subagents.length,
		toolResultTokens: drivers.toolResultBytes / bytesPerToken,
		writtenTokens: usage.inputTokens + usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens,
		model,
		fill: session.context.fill,
		background: session.background,
	};
}

const times = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** The parts of a cost and the one thing that would lower it most, if that is clear enough. */
export function explainCost(figures: DriverFigures): DriverReport {
	const {mainUsd, cacheMissUsd, background} = figures;
	const missUsd = Math.min(mainUsd, cacheMissUsd);
	const historyUsd = Math.min(mainUsd - missUsd, figures.historyUsd);
	const newUsd = mainUsd - missUsd - historyUsd;
	// Tool results are written once and read again with the rest of the history.
	const toolShare = figures.writtenTokens > 0 ? Math.min(1, figures.toolResultTokens / figures.writtenTokens) : 0;
	const toolUsd = toolShare * historyUsd;
	const all: Omit<DriverLine, 'share'>[] = [
		{driver: 'answers', label: 'prompts and answers', usd: newUsd, detail: null},
		{driver: 'history', label: 'history length', usd: historyUsd - toolUsd, detail: null},
		{driver: 'toolResults', label: 'tool results', usd: toolUsd, detail: 'read again with each message'},
		{driver: 'cacheMisses', label: 'cold cache', usd: missUsd, detail: times(figures.cacheMisses, 'time', 'times')},
		{
			driver: 'subagents',
			label: 'subagents',
			usd: figures.subagentUsd,
			detail: figures.subagents > 0 ? times(figures.subagents, 'subagent', 'subagents') : null,
		},
		{
			driver: 'compactions',
			label: 'compactions',
			usd: figures.compactionUsd,
			detail: times(figures.compactions, 'time', 'times'),
		},
		{
			driver: 'background',
			label: 'background',
			usd: figures.backgroundUsd,
			detail: background[0] ? `most: ${describeCause(background[0].cause).label}` : null,
		},
	];
	const total = all.reduce((sum, {usd}) => sum + usd, 0);
	const lines = all
		.filter(({usd}) => usd > 0)
		.map(line => ({...line, share: line.usd / total}))
		.sort((a, b) => b.usd - a.usd);
	return {lines, suggestion: suggest(lines, figures)};
}

/** How large a part must be for advice about it. */
const evidentShare: Record<Driver, number> = {
	answers: 2,
	history: 0.5,
	toolResults: 0.4,
	cacheMisses: 0.2,
	subagents: 0.4,
	compactions: 0.3,
	background: 0.2,
};

function suggest(lines: readonly DriverLine[], figures: DriverFigures): string | null {
	for (const line of lines) {
		const advice = line.share >= evidentShare[line.driver] && adviceOn(line, figures);
		if (advice) return advice;
	}
	return null;
}

function adviceOn({driver, usd}: DriverLine, figures: DriverFigures): string | null {
	switch (driver) {
		case 'history':
			return (figures.fill ?? 0) >= 0.5
				? 'Clear when a task is done, or compact earlier: each message reads the whole history again.'
				: null;
		case 'toolResults':
			return 'Let tools print less (head, grep, quiet flags): what they return is read again with each message.';
		case 'cacheMisses':
			return `Compact or clear before a long break: the cold cache has cost ${formatUsd(usd)}.`;
		case 'subagents':
			return isExpensive(figures.model)
				? 'Give subagents a cheaper model: CLAUDE_CODE_SUBAGENT_MODEL=haiku or sonnet.'
				: null;
		case 'compactions':
			return 'Clear instead of compacting where the next task does not need the history.';
		case 'background': {
			const cause = figures.background.find(({costUsd}) => (costUsd ?? 0) > 0)?.cause;
			const turnOff = cause === undefined ? null : describeCause(cause).turnOff;
			return turnOff === null || cause === undefined ? null : `${describeCause(cause).label}: ${turnOff} stops it.`;
		}
		case 'answers':
			return null;
	}
}

/** More expensive than the middle of the range: there is a cheaper model to delegate to. */
function isExpensive(model: string | null): boolean {
	const prices = model === null ? null : standardPricesOf(model);
	return prices !== null && prices.input >= 4;
}
