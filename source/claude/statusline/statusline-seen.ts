import type {GitFigures} from '../turn.ts';
import type {RateLimits} from './rate-limits.ts';

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
	cache: {expiresAt: number; ttl: '5m' | '1h'; tokensIfCold: number | null} | null;
	limits: RateLimits | null;
	name: string | null;
	git: GitFigures;
}
