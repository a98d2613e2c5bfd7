/** Past conversations of other machines: each is asked as somebody types, one question at a time. */
import type {PastConversation, PastState} from '../../core/past-conversation.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';

export interface HostConversations {
	/** Those that are known so far to have all of the words. Asks the machines for them if they were not yet. */
	find(words: string): FoundElsewhere;
	/** What was found may be old: it is asked for again. */
	refresh(): void;
	/** Called when a machine has answered. */
	onChange(listener: () => void): void;
}

export interface FoundElsewhere extends Pick<PastState, 'missing' | 'cut'> {
	conversations: readonly PastConversation[];
}

export interface HostConversationsOptions {
	names: readonly string[];
	/** Null: they are not asked for anything yet. */
	links(): Pick<HostLinks, 'link'> | null;
}

interface Asked {
	/** What the conversations were found by. */
	words: string | null;
	conversations: readonly PastConversation[];
	/** It has more of them. */
	isCut: boolean;
	/** What is being asked; null: nothing. */
	asking: string | null;
	/** What could not be asked last: it is not asked again at once. */
	failed: string | null;
	isOld: boolean;
}

/** Of each machine: more than anybody goes through. Words find the others. */
const limit = 200;

export function createHostConversations({names, links}: HostConversationsOptions): HostConversations {
	const hosts = new Map<string, Asked>(
		names.map(name => [name, {words: null, conversations: [], isCut: false, asking: null, failed: null, isOld: false}]),
	);
	const listeners = new Set<() => void>();
	/** What somebody looks for now. */
	let wanted = '';

	function ask(name: string, host: Asked): void {
		const link = links()?.link(name);
		if (!link || host.asking !== null || host.failed === wanted) return;
		if (host.words === wanted && !host.isOld) return;
		const words = wanted;
		host.asking = words;
		host.isOld = false;
		link
			.ask({op: 'search', words, limit: limit + 1})
			.then(
				found => {
					host.conversations = found.conversations.slice(0, limit).map(one => ({...one, host: name}));
					host.isCut = found.conversations.length > limit;
					host.words = words;
					host.failed = null;
				},
				() => {
					host.failed = words;
				},
			)
			.finally(() => {
				host.asking = null;
				// More was typed meanwhile.
				ask(name, host);
				for (const listener of listeners) listener();
			});
	}

	return {
		find(words) {
			if (words !== wanted) for (const host of hosts.values()) host.failed = null;
			wanted = words;
			for (const [name, host] of hosts) ask(name, host);
			const answered = [...hosts].filter(([, host]) => host.words === words);
			return {
				conversations: answered.flatMap(([, {conversations}]) => conversations),
				cut: answered.flatMap(([name, {isCut, conversations}]) =>
					isCut ? [{name, latest: conversations.length}] : [],
				),
				missing: [...hosts]
					.filter(([name, host]) => host.words !== words && (host.failed === words || !links()?.link(name)))
					.map(([name]) => name),
			};
		},
		refresh() {
			for (const [name, host] of hosts) {
				host.isOld = true;
				host.failed = null;
				ask(name, host);
			}
		},
		onChange: listener => void listeners.add(listener),
	};
}
