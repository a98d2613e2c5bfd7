/** The list of past conversations behind the key `R`: its database is opened when somebody first asks. */
import {join} from 'node:path';
import type {Emit} from '../claude/events.ts';
import type {PastControl} from '../control/commands/past-commands.ts';
import {askToResume, type ResumePorts} from '../control/commands/resume-command.ts';
import type {ViewControl} from '../control/commands/view-context.ts';
import {nameOfConversation, type PastState} from '../core/past-conversation.ts';
import type {Session} from '../core/session.ts';
import type {PastReader} from '../reports/sessions/past-reader.ts';
import type {PastSource} from '../ui/past/view.tsx';
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
		return openPastReader({databasePath: join(stateDir, 'ccmon.db'), configDirs, now: clock, emit});
	};

export interface LazyPastOptions {
	openReader: OpenPastReader;
	sessions(): Iterable<Session>;
	/** Null: nothing can be resumed here, as in the demo. */
	ports: ResumePorts | null;
	copyId(sessionId: string, screen: Pick<ViewControl, 'say'>): void;
}

const nothing = {count: 0, isCut: false, at: () => null};

export function openLazyPast({openReader, sessions, ports, copyId}: LazyPastOptions): LazyPast {
	let state: PastState = {...nothing, search: '', progress: 0};
	let found: ReturnType<PastReader['find']> | null = null;
	let reader: PastReader | null = null;
	let opening: Promise<PastReader> | null = null;
	const viewers = new Set<() => void>();

	const show = (change: Partial<PastState>) => {
		state = {...state, ...change};
		for (const onChange of [...viewers]) onChange();
	};
	const search = (text: string) => {
		found = reader?.find(text) ?? null;
		show({...(found ?? nothing), search: text});
	};

	async function refresh(): Promise<void> {
		opening ??= openReader().then(opened => {
			reader = opened;
			return opened;
		});
		const opened = await opening;
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
		indexOf: sessionId => found?.indexOf(sessionId) ?? null,
		isRunning: ({sessionId}) => [...sessions()].some(one => one.sessionId === sessionId && one.state !== 'exited'),
		resume(conversation, as, screen) {
			const name = nameOfConversation(conversation);
			if (ports) askToResume(ports, screen, {...conversation, name}, as);
			else screen.say('The demo starts no sessions');
		},
		copyId,
		async close() {
			await (await opening)?.close();
		},
	};
}
