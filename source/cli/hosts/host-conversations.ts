/** Past conversations of other machines: each is asked while somebody types, one question at a time. */
import {localHost} from '../../core/config/hosts.ts';
import type {PastConversation, PastState} from '../../core/past-conversation.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';

export interface HostConversations {
	/** Those known so far that have all of the words. Asks the machines if that has not been done yet. */
	find(words: string): FoundElsewhere;
	/** The machine among whose conversations those of this one are; undefined: this machine. */
	placeOf(host: string | undefined): string | undefined;
	/** Results may be outdated: asks again. */
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
	links(): Pick<HostLinks, 'link' | 'sameAs'> | null;
}

interface Asked {
	/** What the conversations were found by. */
	words: string | null;
	conversations: readonly PastConversation[];
	/** It has more than it sent. */
	isCut: boolean;
	/** The current question; null: none. */
	asking: string | null;
	/** The last question that failed: it is not repeated at once. */
	failed: string | null;
	isOld: boolean;
}

/** Per machine: more than anybody goes through. Searching finds the others. */
const limit = 200;

export function createHostConversations({names, links}: HostConversationsOptions): HostConversations {
	const hosts = new Map<string, Asked>(
		names.map(name => [name, {words: null, conversations: [], isCut: false, asking: null, failed: null, isOld: false}]),
	);
	const listeners = new Set<() => void>();
	/** The current search. */
	let wanted = '';

	function ask(name: string, host: Asked): void {
		const link = links()?.sameAs(name) ? null : links()?.link(name);
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
			const known = links();
			for (const [name, host] of hosts) ask(name, host);
			const isMissing = ([name, host]: [string, Asked]) => {
				const sameAs = known?.sameAs(name);
				if (sameAs) return !sameAs.isWhole;
				return host.words !== words && (host.failed === words || !known?.link(name));
			};
			const answered = [...hosts].filter(([name, host]) => host.words === words && !known?.sameAs(name));
			return {
				conversations: answered.flatMap(([, {conversations}]) => conversations),
				cut: answered.flatMap(([name, {isCut, conversations}]) =>
					isCut ? [{name, latest: conversations.length}] : [],
				),
				missing: [...hosts].filter(isMissing).map(([name]) => name),
			};
		},
		placeOf(host) {
			const place = host === undefined ? host : (links()?.sameAs(host)?.name ?? host);
			return place === localHost ? undefined : place;
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
