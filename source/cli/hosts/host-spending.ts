/** What other machines have spent this month, for budgets: asked of them when they are there, and again as they spend. */

import {receivedReport} from '../../core/hosts/history.ts';
import type {HostFigure} from '../../core/hosts/host.ts';
import type {Report} from '../../core/report.ts';
import type {SpentElsewhere} from '../../core/spending-status.ts';
import {dayIn} from '../../live/hosts/day-in.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';

export interface HostSpending {
	/** Asks those again that have spent something since. Called with each batch of figures. */
	refresh(hosts: readonly HostFigure[]): void;
	/** What each has answered; null: nothing yet, or nothing of this month. By its name. */
	read(): ReadonlyMap<string, SpentElsewhere | null>;
}

export interface HostSpendingOptions {
	names: readonly string[];
	links(): Pick<HostLinks, 'link'> | null;
	clock: () => number;
	/** `2026-11`, of a time here. */
	monthOf(at: number): string;
	/** Something was answered. */
	onChange(): void;
}

interface Answered {
	month: string;
	days: Report;
	projects: ReadonlyMap<string, number>;
}

interface Asked {
	askedAt: number;
	/** What it had spent today when it was asked, and in which month. */
	state: string;
	isAsking: boolean;
	answered: Answered | null;
}

/** Adding up a month is work there, in ms. What it spends today is known without a question. */
const keptMs = 60_000;

export function createHostSpending({names, links, clock, monthOf, onChange}: HostSpendingOptions): HostSpending {
	const hosts = new Map<string, Asked>(
		names.map(name => [name, {askedAt: Number.NEGATIVE_INFINITY, state: '', isAsking: false, answered: null}]),
	);

	async function ask(name: string, host: Asked, month: string): Promise<void> {
		const link = links()?.link(name);
		if (!link) return;
		host.isAsking = true;
		const sums = (by: 'day' | 'project') =>
			link.ask({op: 'history', by, since: `${month}-01`, until: null, timezone: null, within: []});
		try {
			const [days, projects] = await Promise.all([sums('day'), sums('project')]);
			const spent = projects.rows.map(({key, costUsd}): [string, number] => [key, costUsd ?? 0]);
			host.answered = {month, days: receivedReport(days), projects: new Map(spent)};
			onChange();
		} catch {
			// It is asked again in a while, and until then what it said before is not wrong.
			host.state = '';
		} finally {
			host.isAsking = false;
		}
	}

	return {
		refresh(figures) {
			const month = monthOf(clock());
			for (const {name, state: connection, totals} of figures) {
				const host = hosts.get(name);
				const state = `${month} ${totals?.todayUsd ?? null}`;
				if (!host || connection !== 'connected' || host.isAsking || host.state === state) continue;
				if (Math.abs(clock() - host.askedAt) < keptMs) continue;
				host.askedAt = clock();
				host.state = state;
				void ask(name, host, month);
			}
		},
		read() {
			const month = monthOf(clock());
			return new Map(
				[...hosts].map(([name, {answered}]) => [name, answered?.month === month ? spentOf(answered) : null]),
			);
		},
	};

	function spentOf({days, projects}: Answered): SpentElsewhere {
		const today = dayIn(days.timezone, clock());
		const earlier = days.rows.filter(({key}) => key !== today);
		return {earlierUsd: earlier.reduce((sum, {costUsd}) => sum + (costUsd ?? 0), 0), projects};
	}
}
