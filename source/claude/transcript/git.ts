/** What transcripts say about git besides the branch: `pr-link` and `worktree-state` records. */
import {boundedCount} from '../bounds.ts';
import {cleanLabel} from '../clean.ts';
import type {PullRequest} from '../turn.ts';
import {asObject, asText, type JsonObject} from './object.ts';

export function pullRequestOf({prNumber, prUrl}: JsonObject): PullRequest | null {
	const number = boundedCount(prNumber);
	const url = asText(prUrl);
	return number === null ? null : {number, url: url && cleanLabel(url, 300), state: null};
}

/** The worktree's name; empty if the session has left it. */
export function worktreeOf({worktreeSession}: JsonObject): string {
	const worktree = asObject(worktreeSession);
	return cleanLabel(asText(worktree?.worktreeName) ?? asText(worktree?.worktreePath) ?? '');
}
