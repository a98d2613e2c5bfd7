/** What nearly every line says about its conversation again and again: told when it changes. */
import type {ConversationSeen, Emit} from '../events.ts';

export type Facts = Pick<ConversationSeen, 'cwd' | 'gitBranch' | 'version' | 'title' | 'provider' | 'kind'>;
export type MaybeFacts = {[Key in keyof Facts]: Facts[Key] | null};

export interface FactTeller {
	/** `at`: when the line was written, ms; 0: not known. */
	learn(sessionId: string, at: number, facts: MaybeFacts): void;
	/** The best title known counts: the person's own, else Claude Code's, else the summary of old versions. */
	learnTitle(sessionId: string, at: number, kind: TitleKind, title: string | null): void;
}

const titleRank = {'custom-title': 3, 'ai-title': 2, summary: 1} as const;
export type TitleKind = keyof typeof titleRank;

export function isTitleKind(type: unknown): type is TitleKind {
	return typeof type === 'string' && Object.hasOwn(titleRank, type);
}

export function createFactTeller(options: {path: string; configDir: string; emit: Emit}): FactTeller {
	const {path, configDir, emit} = options;
	const known: Facts = {};
	let knownTitleRank = 0;
	let introduced = false;

	function nothingNew({cwd, gitBranch, version, title, provider, kind}: MaybeFacts): boolean {
		return (
			(!cwd || cwd === known.cwd) &&
			(!gitBranch || gitBranch === known.gitBranch) &&
			(!kind || kind === known.kind) &&
			(!version || version === known.version) &&
			(!title || title === known.title) &&
			(!provider || provider === known.provider)
		);
	}

	function learn(sessionId: string, at: number, facts: MaybeFacts): void {
		if (introduced && nothingNew(facts)) return;
		const news: Facts = {};
		for (const key of Object.keys(facts) as (keyof Facts)[]) {
			if (facts[key] && facts[key] !== known[key]) Object.assign(news, {[key]: facts[key]});
		}
		introduced = true;
		Object.assign(known, news);
		emit({type: 'conversation.seen', sessionId, configDir, path, ...(at > 0 ? {at} : {}), ...news});
	}

	return {
		learn,
		learnTitle(sessionId, at, kind, title) {
			const rank = titleRank[kind];
			if (title === null || rank < knownTitleRank) return;
			knownTitleRank = rank;
			learn(sessionId, at, {title});
		},
	};
}
