/** Past conversations and sums for the reader of `ccmon stream`. */
import type {DatabaseSync} from 'node:sqlite';
import type {Emit} from '../../claude/events.ts';
import type {Request, Result} from '../../core/hosts/requests.ts';
import type {PastConversation} from '../../core/past-conversation.ts';
import {reportToJson} from '../../core/report.ts';
import {findConversations} from '../../index/past-conversations.ts';
import {indexHistory} from '../../index/scan/index-history.ts';
import {openIndex} from '../../index/schema.ts';
import {databaseFile} from '../../platform/paths.ts';
import type {Where} from '../../reports/report/entries.ts';
import {dayAt, parseDay, periodOf} from '../../reports/report/period.ts';
import {readReport} from '../../reports/report/read-report.ts';
import {namedZone, ownZone} from '../../reports/report/zones.ts';
import type {Settings} from '../settings.ts';

/** All methods reject with a sentence. */
export interface Lookups {
	search(request: Pick<Extract<Request, {op: 'search'}>, 'words' | 'limit'>): Promise<object>;
	history(
		request: Pick<Extract<Request, {op: 'history'}>, 'by' | 'since' | 'until' | 'timezone' | 'within'>,
	): Promise<object>;
	/** By its id. */
	find(sessionId: string): Promise<PastConversation | null>;
}

/** How often transcripts are checked during a search, in ms: not for each letter. */
const freshMs = 10_000;

export function createLookups({config, stateDir, configDirs, clock}: Settings, emit: Emit): Lookups {
	const databasePath = databaseFile(stateDir);
	let readAt = Number.NEGATIVE_INFINITY;

	async function read<Found>(look: (database: DatabaseSync) => Found, olderMs = freshMs): Promise<Found> {
		if (Math.abs(clock() - readAt) >= olderMs) {
			// In a separate thread, so that heartbeats continue.
			const options = {databasePath, configDirs, now: clock, keepPrompts: config.search.prompts};
			const {problems} = await indexHistory(options);
			for (const problem of problems) emit(problem);
			readAt = clock();
		}
		const {database, problem} = openIndex({path: databasePath, now: clock});
		if (!database) throw new Error(problem?.message ?? 'the history cannot be opened there');
		try {
			return look(database);
		} finally {
			database.close();
		}
	}

	return {
		async search({words, limit}) {
			const found = await read(database => findConversations(database, configDirs, {search: words, limit}));
			const conversations = found.map(({lastAt, ...one}) => ({...one, lastAt: new Date(lastAt).toISOString()}));
			return {conversations} satisfies {conversations: Sent[]};
		},
		async history({by, since, until, timezone, within}) {
			const zone = timezone === null ? ownZone() : namedZone(timezone);
			if (!zone) throw new Error(`${timezone} is not a time zone known there`);
			const today = dayAt(zone, clock());
			const dayOf = (text: string | null) => (text === null ? null : parseDay(text, today));
			const period = periodOf(zone, dayOf(since), dayOf(until));
			const report = await read(database =>
				readReport(database, configDirs, {by, zone, period, within: within as Where}),
			);
			return reportToJson(report);
		},
		async find(sessionId) {
			// Names of other machines may appear in it.
			const search = {search: sessionId, limit: 100};
			const found = await read(database => findConversations(database, configDirs, search), 0);
			return found.find(one => one.sessionId === sessionId) ?? null;
		},
	};
}

type Sent = Omit<Result<'search'>['conversations'][number], 'lastAt'> & {lastAt: string};
