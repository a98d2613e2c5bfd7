/** What other machines spent: they are asked when somebody looks, and again after a while. */
import {type HistoryChoice, spanDays} from '../../core/history/choice.ts';
import type {SameAs} from '../../core/hosts/books.ts';
import {receivedReport} from '../../core/hosts/history.ts';
import type {Grouping, Report} from '../../core/report.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';

export interface HostHistories {
	readonly names: readonly string[];
	/** `reports`: as last received, if at all. `problem`: why they are missing or may be outdated; null: nothing is wrong. */
	read(host: string, choice: HistoryChoice): {reports: {days: Report; top: Report} | null; problem: string | null};
	/** As `HostFigure.sameAs`. */
	sameAs(host: string): SameAs | null;
	/** Called when an answer has arrived. */
	onChange(listener: () => void): void;
}

export interface HostHistoriesOptions {
	names: readonly string[];
	/** Null: they are not asked for anything yet. */
	links(): Pick<HostLinks, 'link' | 'sameAs'> | null;
	clock: () => number;
}

interface Kept {
	report: Report | null;
	problem: string | null;
	askedAt: number;
}

/** How long an answer is reused, in ms: adding up years is work there. */
const keptMs = 60_000;
/** How soon a failed question is repeated, in ms. */
const triedMs = 5000;

export function createHostHistories({names, links, clock}: HostHistoriesOptions): HostHistories {
	const kept = new Map<string, Kept>();
	const listeners = new Set<() => void>();

	/** The last days, by the machine's own calendar. */
	function report(host: string, by: Grouping, days: number, path: HistoryChoice['path']): Kept {
		const within = path.map(step => ({by: step.by as Grouping, key: step.key}));
		const key = JSON.stringify([host, by, days, within]);
		const last = kept.get(key);
		const freshMs = last?.report && last.problem === null ? keptMs : triedMs;
		if (last && Math.abs(clock() - last.askedAt) < freshMs) return last;
		const asking: Kept = {report: last?.report ?? null, problem: last?.problem ?? null, askedAt: clock()};
		kept.set(key, asking);
		const answered = (change: Partial<Kept>) => {
			kept.set(key, {...asking, ...change});
			for (const listener of listeners) listener();
		};
		const link = links()?.link(host);
		if (!link) return {...asking, problem: asking.problem ?? 'it is not connected yet'};
		link.ask({op: 'history', by, since: `${days}d`, until: null, timezone: null, within}).then(
			result => answered({report: receivedReport(result), problem: null}),
			(error: Error) => answered({problem: error.message}),
		);
		return {...asking, problem: asking.report ? asking.problem : 'being read'};
	}

	return {
		names,
		read(host, {span, grouping, path}) {
			// Other machines are not asked for the cost of each prompt: their sum is shown.
			const by = grouping === 'prompt' ? 'session' : grouping;
			const days = report(host, 'day', spanDays.year, []);
			const top = report(host, by, spanDays[span], path);
			const reports = days.report && top.report && {days: days.report, top: top.report};
			const noPrompts = grouping === 'prompt' ? 'what each prompt cost is seen there' : null;
			return {reports, problem: days.problem ?? top.problem ?? noPrompts};
		},
		sameAs: host => links()?.sameAs(host) ?? null,
		onChange: listener => void listeners.add(listener),
	};
}
