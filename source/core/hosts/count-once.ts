/**
 * Decides which of several machines that count the same spending is counted: one machine under two names, or a config folder
 * that two machines share. Everything that adds up or lists machines goes by `HostFigure.sameAs`, which is set here.
 */
import {localHost} from '../config/hosts.ts';
import type {Session} from '../session.ts';
import {type Books, isSameRelation, type SameAs} from './books.ts';
import type {HostFigure, HostFleet} from './host.ts';

interface Counted {
	name: string;
	books: Books;
}

/** `own`: of this machine; null: it is not shown. Unchanged figures stay the same objects. */
export type CountOnce = (own: Books | null, fleets: readonly HostFleet[]) => readonly HostFleet[];

/**
 * This machine is always counted; then those that are connected, then the others as last seen, each in the order of the
 * config. So it does not matter which one connects first, and no machine can take the place of this one.
 */
export function createCountOnce(): CountOnce {
	const marked = new Map<string, {given: HostFigure; shown: HostFigure}>();

	const mark = (given: HostFigure, sameAs: SameAs): HostFigure => {
		const known = marked.get(given.name);
		if (known?.given === given && isSameRelation(known.shown.sameAs, sameAs)) return known.shown;
		const before = known?.shown.sameAs ?? null;
		const shown = {...given, sameAs: isSameRelation(before, sameAs) ? before : sameAs};
		marked.set(given.name, {given, shown});
		return shown;
	};

	return (own, fleets) => {
		const counted: Counted[] = own === null ? [] : [{name: localHost, books: own}];
		const closest = new Map<string, Counted>();
		for (const {figure, books} of [...fleets].sort((a, b) => Number(isLost(a)) - Number(isLost(b)))) {
			if (books === null) continue;
			const found = closestOf(counted, books);
			if (found) closest.set(figure.name, found);
			else counted.push({name: figure.name, books});
		}
		if (closest.size === 0) return fleets;
		const ids = idsOf(counted);
		return fleets.map(fleet => {
			const {figure, books} = fleet;
			const other = closest.get(figure.name);
			if (!other || books === null) return fleet;
			const sameAs = {
				name: other.name,
				isMachine: other.books.processes === books.processes,
				isWhole: books.folders.every(({id}) => ids.has(id)),
			};
			return besides(fleet, mark(figure, sameAs), sameAs, ids);
		});
	};
}

const isLost = ({figure}: HostFleet) => figure.state !== 'connected';

const idsOf = (counted: readonly Counted[]): ReadonlySet<string> =>
	new Set(counted.flatMap(({books}) => books.folders.map(({id}) => id)));

/** One that counts some of the same; the same machine rather than another one. */
function closestOf(counted: readonly Counted[], {processes, folders}: Books): Counted | null {
	const shared = counted.filter(({books}) => books.folders.some(one => folders.some(({id}) => id === one.id)));
	return shared.find(({books}) => books.processes === processes) ?? shared[0] ?? null;
}

/** What is shown of it beside the machine that is counted: nothing that is shown there. */
function besides(fleet: HostFleet, figure: HostFigure, sameAs: SameAs, counted: ReadonlySet<string>): HostFleet {
	const {books, sessions, plans, problems} = fleet;
	const further = new Set(books?.folders.flatMap(({configDir, id}) => (counted.has(id) ? [] : [configDir])));
	const isShown = ({configDir, pid, state}: Session) => {
		if (further.has(configDir)) return true;
		// A process that runs there can be acted on from there only. While it is out of reach, what its files say is newer.
		return !sameAs.isMachine && !isLost(fleet) && pid !== null && state !== 'exited';
	};
	return {
		...fleet,
		figure,
		sessions: new Map([...sessions].filter(([, session]) => isShown(session))),
		plans: plans.filter(({identity}) => identity !== null),
		// Paths of one machine are the other's, too; the connection is its own.
		problems: sameAs.isMachine ? problems.filter(({path}) => path === figure.name) : problems,
	};
}
