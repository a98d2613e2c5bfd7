/** Another machine as it is shown: whether it is connected, what is known of it, and what it adds to the sums. */
import type {Problem} from '../../claude/events.ts';
import type {FleetTotals} from '../fleet.ts';
import type {PlanLimits} from '../plan-limits.ts';
import type {Session} from '../session.ts';

export type HostState = 'connected' | 'connecting' | 'unreachable' | 'incompatible';

export interface HostFigure {
	name: string;
	state: HostState;
	/** When something last came from it, in ms; null: nothing yet. */
	lastSeenAt: number | null;
	/** Why it is not connected, and what to run once; null: it is, or it is being connected for the first time. */
	error: string | null;
	/** Of ccmon there; null: not known yet. */
	version: string | null;
	/** How long a question and its answer take, in ms; null: not known yet. */
	delayMs: number | null;
	/** How far the clock there is ahead of the one here, in ms. */
	clockAheadMs: number;
	/** Its days are those of this time zone; null: not known yet. */
	timezone: string | null;
	/** Its clocks show the same time of day as those here. */
	sharesDays: boolean;
	/** Its own today, as last reported; null: not known yet, or of a day that is over there. */
	totals: FleetTotals | null;
}

/** What there is to show of a host. Parts that have not changed are the same objects as before. */
export interface HostFleet {
	figure: HostFigure;
	/** By `Session.key`. */
	sessions: ReadonlyMap<string, Session>;
	plans: readonly HostPlan[];
	problems: readonly Problem[];
}

export interface HostPlan extends PlanLimits {
	/** The same text for the same account on every machine; null: not known. */
	identity: string | null;
}

/** All hosts of the config, for the store, which asks with each batch. */
export interface Hosts {
	/** Whether this machine is shown, too. */
	own: boolean;
	fleets(now: number): readonly HostFleet[];
	/** Which account a config folder of this machine belongs to, as `HostPlan.identity`; null: not known. */
	identityOf(configDir: string): string | null;
}

/** How many machines are shown. */
export const countMachines = ({hosts, showsOwn}: {hosts: readonly HostFigure[]; showsOwn: boolean}): number =>
	hosts.length + Number(showsOwn);

/** `box/api`; a session of this machine is called by its name alone. */
export const fullName = ({host, name}: {host: {name: string} | null; name: string}): string =>
	host === null ? name : `${host.name}/${name}`;

/** Hosts of which nothing is known yet: their place on the screen is there from the first frame on. */
export function awaitedHosts(names: readonly string[], own: boolean): Hosts {
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
			},
			sessions: new Map(),
			plans: [],
			problems: [],
		}),
	);
	return {own, fleets: () => fleets, identityOf: () => null};
}
