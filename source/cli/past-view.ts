/** The list of past conversations for the key `R`: its database is opened when it is first needed. */
import type {Emit} from '../claude/events.ts';
import type {PastControl} from '../control/commands/past-commands.ts';
import {askToResume, type ResumePorts} from '../control/commands/resume-command.ts';
import type {ViewControl} from '../control/commands/view-context.ts';
import {
	type FoundConversations,
	joinConversations,
	nameOfConversation,
	nothingFound,
	type PastConversation,
	type PastState,
} from '../core/past-conversation.ts';
import type {Session} from '../core/session.ts';
import {databaseFile} from '../platform/paths.ts';
import type {PastReader} from '../reports/sessions/past-reader.ts';
import type {PastSource} from '../ui/past/view.tsx';
import type {HostConversations} from './hosts/host-conversations.ts';
import type {Settings} from './settings.ts';

export interface LazyPast extends PastSource, PastControl {
	close(): Promise<void>;
}

export type OpenPastReader = () => Promise<PastReader>;

/** Those of this machine. */
export const machinePast =
	({configDirs, stateDir, clock}: Settings, emit: Emit): OpenPastReader =>
	async () => {
		const {openPastReader} = await import('../reports/sessions/past-reader.ts');
		return openPastReader({databasePath: databaseFile(stateDir), configDirs, now: clock, emit});
	};

export interface LazyPastOptions {
	openReader: OpenPastReader;
	sessions(): Iterable<Session>;
	/** For a conversation of this or another machine; null: it cannot be resumed, as in the demo. */
	portsOf(conversation: PastConversation): ResumePorts | null;
	/** Of other machines; missing: there are none. */
	elsewhere?: HostConversations;
	copyId(sessionId: string, screen: Pick<ViewControl, 'say'>): void;
}

/** A session that has just ended is among the latest. */
const looked = 200;

export function openLazyPast({openReader, sessions, portsOf, elsewhere, copyId}: LazyPastOptions): LazyPast {
	let state: PastState = {...nothingFound, search: '', progress: 0, missing: [], cut: []};
	let own: FoundConversations = nothingFound;
	let reader: PastReader | null = null;
	let opening: Promise<PastReader> | null = null;
	const viewers = new Set<() => void>();

	const show = (change: Partial<PastState>) => {
		state = {...state, ...change};
		for (const onChange of [...viewers]) onChange();
	};
	const search = (text: string) => {
		own = reader?.find(text) ?? nothingFound;
		join(text);
	};
	const join = (text: string) => {
		const {conversations, missing, cut} = elsewhere?.find(text) ?? {conversations: [], missing: [], cut: []};
		const found = conversations.length > 0 ? joinConversations(own, conversations) : own;
		const isCut = found.isCut || cut.length > 0;
		show({count: found.count, isCut, at: found.at, search: text, missing, cut});
	};
	elsewhere?.onChange(() => join(state.search));

	async function refresh(): Promise<void> {
		opening ??= openReader().then(opened => {
			reader = opened;
			return opened;
		});
		const opened = await opening;
		elsewhere?.refresh();
		search(state.search);
		show({progress: 0});
		await opened.refresh(progress => show({progress}));
		search(state.search);
		show({progress: null});
	}

	return {
		getState: () => state,
		subscribe(onChange) {
			viewers.add(onChange);
			return () => viewers.delete(onChange);
		},
		search,
		refresh: () => void refresh(),
		indexOf(sessionId) {
			for (let index = 0; index < Math.min(looked, state.count); index++) {
				if (state.at(index)?.sessionId === sessionId) return index;
			}
			return null;
		},
		isRunning({sessionId, host}) {
			const placeOf = elsewhere?.placeOf ?? (name => name);
			const isThere = (session: Session) => placeOf(session.host?.name) === placeOf(host);
			return [...sessions()].some(one => one.sessionId === sessionId && one.state !== 'exited' && isThere(one));
		},
		resume(conversation, as, screen) {
			const name = nameOfConversation(conversation);
			const ports = portsOf(conversation);
			if (ports) askToResume(ports, screen, {...conversation, name}, as);
			else screen.say('The demo starts no sessions');
		},
		copyId,
		async close() {
			await (await opening)?.close();
		},
	};
}
