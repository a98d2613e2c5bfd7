/** A past conversation, as it is listed. */
export interface PastConversation {
	sessionId: string;
	configDir: string;
	title: string | null;
	/** The last prompt, preferably not a slash command: its first 200 characters. Null: not kept. */
	lastPrompt: string | null;
	cwd: string | null;
	gitBranch: string | null;
	/** ms since the epoch. */
	lastAt: number;
	costUsd: number | null;
	/** The dollars are a lower bound. */
	partial: boolean;
	/** The machine it took place on; missing: this one. */
	host?: string;
}

/** Conversations that were found, the latest first. */
export interface FoundConversations {
	count: number;
	/** There are more than can be listed. */
	isCut: boolean;
	/** By place; null: there is none. */
	at(index: number): PastConversation | null;
}

export const nothingFound: FoundConversations = {count: 0, isCut: false, at: () => null};

/** What the list of past conversations shows. */
export interface PastState extends FoundConversations {
	search: string;
	/** Progress while transcripts are being read, 0 to 1. Null: the list is complete. */
	progress: number | null;
	/** Other machines whose conversations are missing. */
	missing: readonly string[];
	/** Other machines of which only the latest are listed, and how many. */
	cut: readonly {name: string; latest: number}[];
}

/** Its name for a person: `box/…` on another machine. */
export const nameOfConversation = ({host, title, lastPrompt, sessionId}: PastConversation): string =>
	(host === undefined ? '' : `${host}/`) + (title ?? lastPrompt ?? sessionId.slice(0, 8));

/** Both in one list, the latest first. Entries far down are only fetched when asked for. */
export function joinConversations(own: FoundConversations, others: readonly PastConversation[]): FoundConversations {
	const latest = [...others].sort((a, b) => b.lastAt - a.lastAt);
	const joined: PastConversation[] = [];
	let taken = 0;
	const next = (): PastConversation | null => {
		const [mine, theirs] = [own.at(taken), latest[joined.length - taken]];
		if (mine === null || (theirs !== undefined && theirs.lastAt > mine.lastAt)) return theirs ?? null;
		taken++;
		return mine;
	};
	return {
		count: own.count + latest.length,
		isCut: own.isCut,
		at(index) {
			while (joined.length <= index) {
				const one = next();
				if (one === null) return null;
				joined.push(one);
			}
			return joined[index] ?? null;
		},
	};
}
