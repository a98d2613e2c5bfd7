/** Another machine as it is shown: whether it is connected, what is known about it, and what it adds to the sums. */
import type {Problem} from '../../claude/events.ts';
import type {FleetTotals} from '../fleet.ts';
import type {PlanLimits} from '../plan-limits.ts';
import type {Session} from '../session.ts';
import type {Books, SameAs} from './books.ts';

export type HostState = 'connected' | 'connecting' | 'unreachable' | 'incompatible';

export interface HostFigure {
	name: string;
	state: HostState;
	/** When something was last received from it, in ms; null: nothing yet. */
	lastSeenAt: number | null;
	/** Why it is not connected and what to run once; null: it is, or it is connecting for the first time. */
	error: string | null;
	/** The version of ccmon there; null: not known yet. */
	version: string | null;
	/** Round-trip time, in ms; null: not known yet. */
	delayMs: number | null;
	/** How far the clock there is ahead of the one here, in ms. */
	clockAheadMs: number;
	/** The time zone of its days; null: not known yet. */
	timezone: string | null;
	/** Whether the time of day there is the same as here. */
	sharesDays: boolean;
	/** Its totals of today, as last reported; null: not known yet, or that day is over there. */
	totals: FleetTotals | null;
	/** The machine that counts its spending, so that it is not added to the sums; null: it is counted itself. */
	sameAs: SameAs | null;
}

/** What to show of a host. Unchanged parts are the same objects as before. */
export interface HostFleet {
	figure: HostFigure;
	/** By `Session.key`. */
	sessions: ReadonlyMap<string, Session>;
	plans: readonly HostPlan[];
	problems: readonly Problem[];
	/** Null: not known, as from an older ccmon. */
	books: Books | null;
}

export interface HostPlan extends PlanLimits {
	/** The same text for the same account on every machine; null: not known. */
	identity: string | null;
}

/** All hosts of the config; the store asks with each batch. */
export interface Hosts {
	/** Whether this machine is shown, too. */
	own: boolean;
	fleets(now: number): readonly HostFleet[];
	/** Which account a config folder of this machine belongs to, as `HostPlan.identity`; null: not known. */
	identityOf(configDir: string): string | null;
}

/** How many machines are shown, each once. */
export const countMachines = ({hosts, showsOwn}: {hosts: readonly HostFigure[]; showsOwn: boolean}): number =>
	hosts.filter(({sameAs}) => !sameAs?.isMachine).length + Number(showsOwn);

/** `box/api`; for a session of this machine just its name. */
export const fullName = ({host, name}: {host: {name: string} | null; name: string}): string =>
	host === null ? name : `${host.name}/${name}`;

/** Hosts about which nothing is known yet, so that they have their place on the screen from the first frame on. */
export function pendingHosts(names: readonly string[], own: boolean): Hosts {
	const fleets = names.map(
		(name): HostFleet => ({
			figure: {
				name,
				state: 'connecting',
				lastSeenAt: null,
				error: null,
				version: null,
				delayMs: null,
				clockAheadMs: 0,
				timezone: null,
				sharesDays: true,
				totals: null,
				sameAs: null,
			},
			sessions: new Map(),
			plans: [],
			problems: [],
			books: null,
		}),
	);
	return {own, fleets: () => fleets, identityOf: () => null};
}
