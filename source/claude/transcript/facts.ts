/** What nearly every line repeats about its conversation; emitted when it changes. */
import type {ConversationSeen, Emit} from '../events.ts';
import type {PullRequest} from '../turn.ts';

type FactName = 'cwd' | 'gitBranch' | 'version' | 'title' | 'provider' | 'kind';
export type Facts = Pick<ConversationSeen, FactName>;
export type MaybeFacts = {[Key in FactName]?: Facts[Key] | null};

/** What has been emitted of a conversation: plain data. */
export interface EmittedFacts extends Facts {
	titleRank?: number;
	worktree?: string;
	pullRequest?: number;
}

const titleRank = {'custom-title': 3, 'ai-title': 2, summary: 1} as const;
export type TitleKind = keyof typeof titleRank;

export function isTitleKind(type: unknown): type is TitleKind {
	return typeof type === 'string' && Object.hasOwn(titleRank, type);
}

export interface FactEmitter {
	/** `at`: when the line was written, ms; 0: not known. */
	learn(at: number, facts: MaybeFacts): void;
	/** The best title wins: the user's own, else Claude Code's, else the summary of old versions. */
	learnTitle(at: number, kind: TitleKind, title: string | null): void;
	/** Empty: it has left its worktree. */
	learnWorktree(worktree: string): void;
	learnPullRequest(pullRequest: PullRequest | null): void;
}

/** Keeps the facts that have been emitted in `emitted.facts`; null: none yet. */
export function createFactEmitter(
	emitted: {sessionId: string | null; facts: EmittedFacts | null},
	options: {path: string; configDir: string; emit: Emit},
): FactEmitter {
	const {path, configDir, emit} = options;

	function learn(at: number, found: MaybeFacts): void {
		const {sessionId} = emitted;
		// Other programs write it so: it is no other project.
		const facts = found.cwd?.endsWith('/') ? {...found, cwd: withoutSlashes(found.cwd)} : found;
		if (sessionId === null || (emitted.facts && !hasNews(facts, emitted.facts))) return;
		const news: Facts = {};
		for (const key of Object.keys(facts) as FactName[]) {
			if (facts[key] && facts[key] !== emitted.facts?.[key]) Object.assign(news, {[key]: facts[key]});
		}
		emitted.facts = {...emitted.facts, ...news};
		emit({type: 'conversation.seen', sessionId, configDir, path, ...(at > 0 ? {at} : {}), ...news});
	}

	function emitChanged(news: Pick<ConversationSeen, 'worktree' | 'pullRequest'>): void {
		if (emitted.sessionId !== null)
			emit({type: 'conversation.seen', sessionId: emitted.sessionId, configDir, path, ...news});
	}

	return {
		learn,
		learnWorktree(worktree) {
			if (worktree === (emitted.facts?.worktree ?? '')) return;
			emitted.facts = {...emitted.facts, worktree};
			emitChanged({worktree});
		},
		learnPullRequest(pullRequest) {
			if (pullRequest === null || pullRequest.number === emitted.facts?.pullRequest) return;
			emitted.facts = {...emitted.facts, pullRequest: pullRequest.number};
			emitChanged({pullRequest});
		},
		learnTitle(at, kind, title) {
			const rank = titleRank[kind];
			if (title === null || rank < (emitted.facts?.titleRank ?? 0)) return;
			learn(at, {title});
			emitted.facts = {...emitted.facts, titleRank: rank};
		},
	};
}

/** A pattern would take minutes on a megabyte of slashes. */
function withoutSlashes(cwd: string): string {
	let end = cwd.length;
	while (end > 1 && cwd[end - 1] === '/') end--;
	return cwd.slice(0, end);
}

function hasNews({cwd, gitBranch, version, title, provider, kind}: MaybeFacts, emitted: Facts): boolean {
	return Boolean(
		(cwd && cwd !== emitted.cwd) ||
			(gitBranch && gitBranch !== emitted.gitBranch) ||
			(version && version !== emitted.version) ||
			(title && title !== emitted.title) ||
			(provider && provider !== emitted.provider) ||
			(kind && kind !== emitted.kind),
	);
}
