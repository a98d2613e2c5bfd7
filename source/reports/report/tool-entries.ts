/**
 * Assigns spending to the rows of a report by tool. The cost of a conversation's own requests goes to the tools that their
 * answers called; that of its subagents to the tool that starts them. Parts are subtracted from the rest, so that all rows
 * add up to the total, no matter how much is known about the parts.
 */

import {getOrMake} from '../../accounting/get-or-make.ts';
import type {ToolPart} from '../../accounting/tool-spending.ts';
import {addInto, noUsage} from '../../claude/usage.ts';
import {isNothing, type ReportEntry, toolKey} from '../../core/report.ts';
import type {ConversationSpending} from '../../index/spending-rows.ts';
import type {Includes} from './entries.ts';
import type {Period} from './period.ts';

/** The tool that starts subagents. */
const agentTool = 'Agent';
const noTool = {key: 'no tool', name: null};
const unknownTool = {key: 'unknown', name: null};

/** `parts`: by conversation. */
export function* toolEntriesOf(
	spending: readonly ConversationSpending[],
	parts: ReadonlyMap<number, readonly ToolPart[]>,
	period: Period,
	includes: Includes = () => true,
): Generator<ReportEntry> {
	const isIn = (piece: Parameters<Includes>[0], conversation: ConversationSpending) =>
		piece.quarter >= period.from && piece.quarter < period.until && includes(piece, conversation);
	for (const conversation of spending) {
		const {row, basis, partial, pieces} = conversation;
		const withoutTool = createRest(noTool, {basis, partial});
		for (const piece of pieces) {
			if (!isIn(piece, conversation)) continue;
			const {purpose, model, usage, requests, costUsd} = piece;
			const sums = {model, purpose, usage: usage ?? noUsage, requests, costUsd};
			const key = purpose === 'subagent' ? agentTool : purpose;
			if (purpose === 'main') withoutTool.add(sums, 1);
			else yield {key, name: null, ...sums, basis, partial};
		}
		for (const part of parts.get(row) ?? []) {
			if (!isIn(part, conversation)) continue;
			const {purpose, tool, model, usage, requests, costUsd, calls, resultBytes} = part;
			const rest = {model, purpose, basis, partial};
			const isSubagent = purpose === 'subagent';
			const figures = {calls, resultBytes, subagentCalls: isSubagent ? calls : 0};
			if (isSubagent) {
				// Its cost is in the row of the tool that started the subagent.
				const subagentUsd = costUsd ?? 0;
				if (tool === '') continue;
				yield {...rest, ...named(tool), usage: noUsage, requests: 0, costUsd: 0, tool: {...figures, subagentUsd}};
				continue;
			}
			const known = tool === '' ? unknownTool : {...named(tool), tool: {...figures, subagentUsd: 0}};
			yield {...rest, ...known, usage, requests, costUsd};
			withoutTool.add({model, purpose, usage, requests, costUsd}, -1);
		}
		yield* withoutTool.entries();
	}
}

const named = (tool: string) => ({key: toolKey(tool), name: null});

type Sums = Pick<ReportEntry, 'model' | 'purpose' | 'usage' | 'requests' | 'costUsd'>;

/** What is left by model, what has a price apart from what has none: a rest of nothing would give the row dollars. */
function createRest(where: Pick<ReportEntry, 'key' | 'name'>, rest: Pick<ReportEntry, 'basis' | 'partial'>) {
	const left = new Map<string, Sums>();
	return {
		add({model, purpose, usage, requests, costUsd}: Sums, times: 1 | -1): void {
			const none = () => ({model, purpose, usage: {...noUsage}, requests: 0, costUsd: costUsd === null ? null : 0});
			const sum = getOrMake(left, `${costUsd === null} ${purpose} ${model}`, none);
			addInto(sum.usage, usage, times);
			sum.requests += times * requests;
			if (sum.costUsd !== null) sum.costUsd += times * costUsd!;
		},
		*entries(): Generator<ReportEntry> {
			for (const sum of left.values()) {
				if (!isNothing(sum)) yield {...where, ...sum, ...rest};
			}
		},
	};
}
