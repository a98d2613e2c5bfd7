/** What other machines spent this month, for budgets: they are asked once connected, and again as they spend. */
import {addSpent, asSpent, noneSpent, type Spent} from '../../core/budget.ts';
import type {HostFigure} from '../../core/hosts/host.ts';
import type {Result} from '../../core/hosts/requests.ts';
import {isInFolder} from '../../core/in-folder.ts';
import type {SpentElsewhere} from '../../core/spending-status.ts';
import {dayIn} from '../../live/hosts/day-in.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';

export interface HostSpending {
	/** Asks those again that have spent since. Called with each batch of figures. */
	refresh(hosts: readonly HostFigure[]): void;
	/** Each one's answer, by name, without those that are counted elsewhere; null: none yet, or not about this month. */
	read(): ReadonlyMap<string, SpentElsewhere | null>;
}

export interface HostSpendingOptions {
	names: readonly string[];
	links(): Pick<HostLinks, 'link' | 'sameAs'> | null;
	/** Folders that have a budget. */
	folders: readonly string[];
	clock: () => number;
	/** `2026-11`, of a time here. */
	monthOf(at: number): string;
	/** Called when an answer has arrived. */
	onChange(): void;
}

interface Answered {
	month: string;
	timezone: string;
	days: ReadonlyMap<string, Spent>;
	/** By project folder, where that has a budget. */
	projects: ReadonlyMap<string, Spent>;
}

interface Asked {
	askedAt: number;
	/** What it had spent that day when it was asked, and in which month. */
	state: string;
	isAsking: boolean;
	answered: Answered | null;
}

/** How long an answer is reused, in ms: adding up a month is work there. Today's spending is known without asking. */
const keptMs = 60_000;

/** More rows than a month or a person's projects have; they would be added up with each batch. */
const mostRows = 1000;

const spentBy = ({rows}: Result<'history'>, isMeant = (_: string) => true): ReadonlyMap<string, Spent> =>
	new Map(
		rows
			.filter(({key}) => isMeant(key))
			.slice(0, mostRows)
			.map(({key, costUsd, unpricedModels}) => [key, asSpent(costUsd, unpricedModels)]),
	);

export function createHostSpending(options: HostSpendingOptions): HostSpending {
	const {names, links, folders, clock, monthOf, onChange} = options;
	const hasBudget = (project: string) => folders.some(folder => isInFolder(project, folder));
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
			const {timezone} = days;
			host.answered = {month, timezone, days: spentBy(days), projects: spentBy(projects, hasBudget)};
			onChange();
		} catch {
			// It is asked again later; its earlier answer is still valid.
			host.state = '';
		} finally {
			host.isAsking = false;
		}
	}

	function spentOf({timezone, days, projects}: Answered): SpentElsewhere {
		const today = dayIn(timezone, clock());
		const earlier = [...days].filter(([day]) => day !== today).map(([, spent]) => spent);
		return {earlier: earlier.reduce(addSpent, noneSpent), projects};
	}

	return {
		refresh(figures) {
			const month = monthOf(clock());
			for (const {name, state: connection, totals, sameAs} of figures) {
				const host = hosts.get(name);
				const state = `${month} ${totals?.todayUsd ?? null}`;
				if (!host || sameAs || connection !== 'connected' || host.isAsking || host.state === state) continue;
				if (Math.abs(clock() - host.askedAt) < keptMs) continue;
				host.askedAt = clock();
				host.state = state;
				void ask(name, host, month);
			}
		},
		read() {
			const month = monthOf(clock());
			const known = links();
			return new Map(
				[...hosts].flatMap(([name, {answered}]) => {
					const sameAs = known?.sameAs(name);
					if (sameAs) return sameAs.isWhole ? [] : [[name, null]];
					return [[name, answered?.month === month ? spentOf(answered) : null]];
				}),
			);
		},
	};
}
