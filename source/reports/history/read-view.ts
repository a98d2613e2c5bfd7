/** Reads the history for the history view, and for budgets that are watched while the monitor runs. */

import type {DatabaseSync} from 'node:sqlite';
import {setTimeout as sleep} from 'node:timers/promises';
import {getOrMake} from '../../accounting/get-or-make.ts';
import {promptCostsOf} from '../../accounting/prompt-costs.ts';
import {quarterOf} from '../../accounting/spending.ts';
import type {Emit} from '../../claude/events.ts';
import {type HistoryChoice, spanDays} from '../../core/history/choice.ts';
import {
	type Histories,
	type HistoryBook,
	type HistoryView,
	historyView,
	type PromptRow,
} from '../../core/history/layout.ts';
import {type HistoryTroubles, historyTroubles} from '../../core/history/troubles.ts';
import {joinReports} from '../../core/hosts/history.ts';
import type {ReferenceFigures} from '../../core/reference.ts';
import {type Report, sumReport} from '../../core/report.ts';
import {readTroubles} from '../../index/conversation-troubles.ts';
import {openIndex, replaceDamagedIndex} from '../../index/schema.ts';
import {promptTextsOf} from '../../index/search/prompts.ts';
import {openConversation} from '../../index/settle.ts';
import {type ConversationSpending, readSpendingOf} from '../../index/spending-rows.ts';
import {readToolParts} from '../../index/tools/tool-rows.ts';
import {holdsTranscripts} from '../../index/transcript-rows.ts';
import {inOneState} from '../../platform/database.ts';
import {spendingNow} from '../report/check-budgets.ts';
import {entriesOf, type Includes, includesOf, type Where} from '../report/entries.ts';
import {dayAt, type Period, parseDay, periodOf} from '../report/period.ts';
import {spentSince} from '../report/spent-since.ts';
import {toolEntriesOf} from '../report/tool-entries.ts';
import {dayName, localDay, ownZone, spansSinceClaudeCode, type Zone} from '../report/zones.ts';

export interface HistoryBookOptions {
	databasePath: string;
	configDirs: readonly string[];
	reference: ReferenceFigures;
	now(): number;
	emit: Emit;
}

/** Longer than a frame, so that key presses are drawn before work continues, in ms. */
export const frameMs = 50;

/**
 * Null: the database cannot be opened, was damaged, or nothing could be written into it. On gigabytes of history, reading and adding up both take a while: key presses
 * are handled in between.
 */
export async function readHistoryBook(options: HistoryBookOptions, isWritten = true): Promise<HistoryBook | null> {
	const spending = withDatabase(options, database =>
		isWritten || holdsTranscripts(database) ? readSpendingOf(database, options.configDirs) : null,
	);
	if (!spending) return null;
	await sleep(frameMs);
	return createBook(spending, ownZone(), options);
}

/** For an opened day, only that day. */
function periodWithin(zone: Zone, path: readonly {by: string; key: string}[], [first, last]: [number, number]): Period {
	const key = path.find(({by}) => by === 'day')?.key;
	const day = key === undefined ? null : parseDay(key, last);
	return day === null ? periodOf(zone, first, last) : periodOf(zone, day, day);
}

/** The facts of each are read, which takes about 20 ms for a thousand. */
const mostTroubled = 2000;

const everything = {from: 0, until: Number.MAX_SAFE_INTEGER};

function createBook(spending: readonly ConversationSpending[], zone: Zone, options: HistoryBookOptions): HistoryBook {
	const {reference, now} = options;
	const days = sumReport(entriesOf(spending, 'day', zone, everything), 'day', zone.name);
	const spans = spansSinceClaudeCode(zone);
	const readAt = now();

	function joined(choice: HistoryChoice, histories: Histories): HistoryView | null {
		const {span, grouping} = choice;
		const path = histories.own ?? [];
		const today = dayAt(zone, now());
		const period = periodWithin(zone, path, [today + 1 - spanDays[span], today]);
		const includes = includesOf(path as Where, zone);
		const by = grouping === 'prompt' ? 'session' : grouping;
		const entries =
			by === 'tool'
				? toolEntriesOf(spending, toolsOf(period), period, includes)
				: entriesOf(spending, by, zone, period, path.length > 0 ? includes : undefined);
		const prompts = grouping === 'prompt' ? (histories.own ? promptsOf(path, period, includes) : []) : null;
		const all = (own: () => Report, part: 'days' | 'top') =>
			joinReports([
				...(histories.own ? [{host: null, report: own()}] : []),
				...histories.others.map(other => ({host: other.host, report: other[part]})),
			]);
		const allDays = all(() => days, 'days');
		const top = all(() => sumReport(entries, by, zone.name), 'top');
		const troubles = histories.own === null ? null : knownTroubles(path, period, includes);
		const figures = {...choice, today: dayName(today), prompts, troubles, reference};
		return allDays && top && historyView({...figures, days: allDays, top});
	}

	/** Cached, since each key press asks for them again. */
	function knownTroubles(path: NonNullable<Histories['own']>, period: Period, includes: Includes) {
		const key = JSON.stringify([period.from, period.until, path]);
		return getOrMake(troubles, key, () => troublesOf(period, includes));
	}
	const troubles = new Map<string, HistoryTroubles | null>();

	function troublesOf(period: Period, includes: Includes): HistoryTroubles | null {
		const isIn = (quarter: number) => quarter >= period.from && quarter < period.until;
		const daysShown = new Set<number>();
		const shown = spending.filter(one => {
			const pieces = one.pieces.filter(piece => isIn(piece.quarter) && includes(piece, one));
			for (const {quarter} of pieces) daysShown.add(localDay(spans, quarter));
			return pieces.length > 0;
		});
		if (shown.length > mostTroubled) return null;
		const rows = shown.map(({row}) => row);
		const troubles = withDatabase(options, database => readTroubles(database, rows));
		return (
			troubles && historyTroubles(troubles, at => isIn(quarterOf(at)) && daysShown.has(localDay(spans, quarterOf(at))))
		);
	}

	/** Read only when somebody groups by tool: most never do. */
	const toolsOf = ({from, until}: Period) => {
		const key = `${from} ${until}`;
		const parts = toolParts?.key === key ? toolParts.parts : readTools(from, until);
		toolParts = {key, parts};
		return parts;
	};
	let toolParts: {key: string; parts: ReturnType<typeof readToolParts>} | null = null;
	const readTools = (from: number, until: number) =>
		withDatabase(options, database => readToolParts(database, from, until)) ?? new Map<number, never[]>();

	function promptsOf(path: NonNullable<Histories['own']>, period: Period, includes: Includes): PromptRow[] {
		const sessionId = path.find(({by}) => by === 'session')?.key;
		const one = spending.find(candidate => candidate.sessionId === sessionId);
		if (!one) return [];
		const rows = withDatabase(options, database => {
			const conversation = openConversation(database, one.row, now());
			if (!conversation) return [];
			const texts = promptTextsOf(database, one.row);
			const isIn = ({quarter}: {quarter: number}) => quarter >= period.from && quarter < period.until;
			const costs = promptCostsOf(conversation, request => isIn(request) && includes(request, one));
			return costs.map(cost => ({...cost, text: cost.at === null ? null : (texts.get(cost.at) ?? null)}));
		});
		return rows ?? [];
	}

	return {
		spending: () => spendingNow(spending, zone, readAt),
		view: choice => joined(choice, {own: choice.path, others: []})!,
		joined,
		spentSince: (at, configDir) => spentSince(spending, at, configDir),
	};
}

/** Null: it cannot be opened, or was damaged and is replaced by now. Rethrows other errors. */
function withDatabase<Result>(
	{databasePath, now, emit}: HistoryBookOptions,
	read: (database: DatabaseSync) => Result,
): Result | null {
	const {database, problem} = openIndex({path: databasePath, now});
	if (problem) emit(problem);
	if (!database) return null;
	try {
		return inOneState(database, () => read(database));
	} catch (error) {
		database.close();
		const replaced = replaceDamagedIndex(error, {path: databasePath, now});
		if (!replaced) throw error;
		emit(replaced);
		return null;
	} finally {
		if (database.isOpen) database.close();
	}
}
