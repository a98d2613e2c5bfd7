/**
 * Assigns spending to the rows of a report by tool. The cost of a conversation's own requests goes to the tools that their
 * answers called; that of its subagents to the tool that starts them. Parts are subtracted from the rest, so that all rows
 * add up to the total, no matter how much is known about the parts.
 */

import type {ToolPart} from '../../accounting/tool-spending.ts';
import {addInto, noUsage, type TokenUsage} from '../../claude/usage.ts';
import {type ReportEntry, toolKey} from '../../core/report.ts';
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
		for (const piece of pieces) {
			if (!isIn(piece, conversation)) continue;
			const {purpose, model, usage, requests, costUsd} = piece;
			const key = purpose === 'subagent' ? agentTool : purpose;
			const where = purpose === 'main' ? noTool : {key, name: null};
			const sums = {model, purpose, usage: usage ?? noUsage, requests, costUsd};
			yield {...where, ...sums, basis, partial};
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
			yield {...rest, ...noTool, usage: negative(usage), requests: -requests, costUsd: costUsd === null ? 0 : -costUsd};
		}
	}
}

const named = (tool: string) => ({key: toolKey(tool), name: null});

function negative(usage: TokenUsage): TokenUsage {
	const less = {...noUsage};
	addInto(less, usage, -1);
	return less;
}
