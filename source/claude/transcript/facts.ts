/** What nearly every line says about its conversation again and again: told when it changes. */
import type {ConversationSeen, Emit} from '../events.ts';
import type {PullRequest} from '../turn.ts';

type FactName = 'cwd' | 'gitBranch' | 'version' | 'title' | 'provider' | 'kind';
export type Facts = Pick<ConversationSeen, FactName>;
export type MaybeFacts = {[Key in FactName]?: Facts[Key] | null};

/** What has been told of a conversation: plain data. */
export interface ToldFacts extends Facts {
	titleRank?: number;
	worktree?: string;
	pullRequest?: number;
}

const titleRank = {'custom-title': 3, 'ai-title': 2, summary: 1} as const;
export type TitleKind = keyof typeof titleRank;

export function isTitleKind(type: unknown): type is TitleKind {
	return typeof type === 'string' && Object.hasOwn(titleRank, type);
}

export interface FactTeller {
	/** `at`: when the line was written, ms; 0: not known. */
	learn(at: number, facts: MaybeFacts): void;
	/** The best title known counts: the person's own, else Claude Code's, else the summary of old versions. */
	learnTitle(at: number, kind: TitleKind, title: string | null): void;
	/** Empty: it works in no worktree any more. */
	learnWorktree(worktree: string): void;
	learnPullRequest(pullRequest: PullRequest | null): void;
}

/** `told` is where the facts are kept that have been told; null: none yet. */
export function createFactTeller(
	told: {sessionId: string | null; facts: ToldFacts | null},
	options: {path: string; configDir: string; emit: Emit},
): FactTeller {
	const {path, configDir, emit} = options;

	function learn(at: number, facts: MaybeFacts): void {
		const {sessionId} = told;
		if (sessionId === null || (told.facts && !hasNews(facts, told.facts))) return;
		const news: Facts = {};
		for (const key of Object.keys(facts) as FactName[]) {
			if (facts[key] && facts[key] !== told.facts?.[key]) Object.assign(news, {[key]: facts[key]});
		}
		told.facts = {...told.facts, ...news};
		emit({type: 'conversation.seen', sessionId, configDir, path, ...(at > 0 ? {at} : {}), ...news});
	}

	function tell(news: Pick<ConversationSeen, 'worktree' | 'pullRequest'>): void {
		if (told.sessionId !== null) emit({type: 'conversation.seen', sessionId: told.sessionId, configDir, path, ...news});
	}

	return {
		learn,
		learnWorktree(worktree) {
			if (worktree === (told.facts?.worktree ?? '')) return;
			told.facts = {...told.facts, worktree};
			tell({worktree});
		},
		learnPullRequest(pullRequest) {
			if (pullRequest === null || pullRequest.number === told.facts?.pullRequest) return;
			told.facts = {...told.facts, pullRequest: pullRequest.number};
			tell({pullRequest});
		},
		learnTitle(at, kind, title) {
			const rank = titleRank[kind];
			if (title === null || rank < (told.facts?.titleRank ?? 0)) return;
			learn(at, {title});
			told.facts = {...told.facts, titleRank: rank};
		},
	};
}

function hasNews({cwd, gitBranch, version, title, provider, kind}: MaybeFacts, told: Facts): boolean {
	return Boolean(
		(cwd && cwd !== told.cwd) ||
			(gitBranch && gitBranch !== told.gitBranch) ||
			(version && version !== told.version) ||
			(title && title !== told.title) ||
			(provider && provider !== told.provider) ||
			(kind && kind !== told.kind),
	);
}
