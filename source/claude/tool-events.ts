/** What transcripts say of the tools that Claude calls. Sizes are bytes. */
import type {TokenUsage} from './usage.ts';

/** What fills the history: tool results by size, files by path. Once for each reading of a transcript. */
export interface ToolUseSeen {
	type: 'tool.use';
	sessionId: string;
	path: string;
	toolResultBytes: number;
	files: readonly string[];
}

/** What one answer called of a tool. */
export interface ToolCalls {
	tool: string;
	calls: number;
	/** Of their results, as in the transcript. */
	resultBytes: number;
}

/** The tools that an answer has called, as far as it was read: said again when more of it, or of the results, was. */
export interface ToolCallsSeen {
	type: 'tool.calls';
	sessionId: string;
	/** Of the answer, as in its request. */
	messageId: string | null;
	requestId: string | null;
	agentId: string | null;
	/** What the answer used, and when it was read first (ms): it is found by them where it has no request id. */
	usage?: Readonly<TokenUsage> | undefined;
	at?: number | undefined;
	tools: readonly ToolCalls[];
}
