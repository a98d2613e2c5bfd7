import type {GitFigures} from '../turn.ts';
import type {RateLimits} from './rate-limits.ts';

/** Prompt cache misses of a process in one conversation so far, and their causes. */
export interface CacheMisses {
	requests: number;
	misses: number;
	/** By Claude Code's word; a miss may have several causes. */
	causes: Readonly<Record<string, number>>;
}

/** What the status line says of a conversation. */
export interface StatuslineSeen {
	type: 'statusline';
	sessionId: string;
	configDir: string;
	at: number;
	model: string | null;
	windowTokens: number | null;
	/** Null after a compaction until the next request. */
	contextTokens: number | null;
	cache: {expiresAt: number; ttl: '5m' | '1h'} | null;
	misses?: CacheMisses | null;
	limits: RateLimits | null;
	name: string | null;
	git: GitFigures;
}
