/** What a conversation is doing: its latest turn, and where its work goes in git. Texts are cleaned and bounded. */

/** A tool call without a result so far: it runs, or waits for the user. */
export interface ToolCall {
	/** `tool_use` id. */
	id: string;
	tool: string;
	/** One line of its input: a command, `src/a.ts +3 −1`, a question. Null: nothing to say. */
	summary: string | null;
	/** The whole input as lines to show, of a command, a change, a question with its choices, or a plan; at most 60. */
	detail: readonly string[];
	/** ms since the epoch; null: not known. */
	at: number | null;
}

/** The error that a turn ended with. */
export interface ApiError {
	/** HTTP status; null: there was no answer, or it is not known. */
	status: number | null;
	/** Claude Code's word for it: `rate_limit`, `authentication_failed`, `server_error`, `invalid_request`, … */
	reason: string | null;
	message: string;
	/** ms since the epoch. */
	at: number;
}

/** A turn of the main thread ended with it. */
export interface ApiErrorSeen {
	type: 'api.error';
	sessionId: string;
	/** Of its line. */
	id: string;
	error: ApiError;
}

export interface Turn {
	/** When its prompt was typed, in ms; null: not known. */
	startedAt: number | null;
	/** `finished`: with an answer; `interrupted`: by the person; null: it goes on, or how it ended is not known. */
	end: 'finished' | 'interrupted' | 'error' | null;
	/** Calls without a result, oldest first. */
	calls: readonly ToolCall[];
	/** The last line that Claude wrote. */
	lastLine: string | null;
	error: ApiError | null;
	/** A request is being sent again. */
	retry: {attempt: number; of: number | null; status: number | null} | null;
	todos: {done: number; all: number} | null;
	/** Prompts typed meanwhile that are still to be taken. */
	queuedPrompts: number;
}

export interface PullRequest {
	number: number;
	url: string | null;
	/** `approved`, `changes_requested`, `draft`, …; null: not known. */
	state: string | null;
}

/** What the status line says of git; null: not said. Lines are those that Claude changed in this session. */
export interface GitFigures {
	worktree: string | null;
	linesAdded: number | null;
	linesRemoved: number | null;
	pullRequest: PullRequest | null;
}

export const noGit: GitFigures = {worktree: null, linesAdded: null, linesRemoved: null, pullRequest: null};
