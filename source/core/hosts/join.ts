/** This machine and the others in one list: sums over all of them, and each account's plan once. */
import {plus, weakerBasis} from '../../accounting/figures.ts';
import {localHost} from '../config/hosts.ts';
import type {FleetTotals} from '../fleet.ts';
import type {PlanLimits} from '../plan-limits.ts';
import type {Session} from '../session.ts';
import {highest, joinNames} from '../today.ts';
import type {HostFigure, HostFleet, HostPlan} from './host.ts';

export function joinSessions(own: Map<string, Session>, hosts: readonly HostFleet[]): Map<string, Session> {
	for (const {sessions} of hosts) for (const [key, session] of sessions) own.set(key, session);
	for (const {figure, sessions} of hosts) if (figure.sameAs) removeSeenFromAfar(own, figure.sameAs.name, sessions);
	return own;
}

/** A session that a machine only knows from a shared folder is shown as that of the machine that runs it. */
function removeSeenFromAfar(joined: Map<string, Session>, machine: string, running: HostFleet['sessions']): void {
	if (running.size === 0) return;
	const ids = new Set([...running.values()].map(({sessionId}) => sessionId));
	for (const [key, {sessionId, host, pid, state}] of joined) {
		const isThere = (host?.name ?? localHost) === machine && ids.has(sessionId);
		if (isThere && pid === null && state !== 'exited') joined.delete(key);
	}
}

/** `own` plus what each host reported, each once. While a host is not connected, today's dollars are a lower bound. */
export function joinTotals(own: FleetTotals, hosts: readonly HostFleet[]): FleetTotals {
	return hosts.map(({figure}) => figure).reduce(addHost, own);
}

function addHost(sum: FleetTotals, {state, totals, sameAs}: HostFigure): FleetTotals {
	// What it spent in its further folders is not known apart from the rest.
	if (sameAs) return sameAs.isWhole ? sum : {...sum, partial: true};
	// Nobody knows what it has spent today.
	if (totals === null) return {...sum, partial: true};
	const isConnected = state === 'connected';
	const rates = isConnected ? totals : noRates;
	return {
		todayUsd: plus(sum.todayUsd, totals.todayUsd),
		todayBackgroundUsd: plus(sum.todayBackgroundUsd, totals.todayBackgroundUsd),
		todayIdleUsd: plus(sum.todayIdleUsd, totals.todayIdleUsd),
		usdPerHour: plus(sum.usdPerHour, rates.usdPerHour),
		tokensPerMinute: sum.tokensPerMinute + rates.tokensPerMinute,
		requestsPerMinute: sum.requestsPerMinute + rates.requestsPerMinute,
		// The machines' busiest minutes differ, so only the highest of them is known.
		peak: highest(sum.peak, totals.peak),
		basis: weakerBasis(sum.basis, totals.basis),
		partial: sum.partial || totals.partial || !isConnected,
		unpricedModels: joinNames(sum.unpricedModels, totals.unpricedModels),
	};
}

const noRates = {usdPerHour: null, tokensPerMinute: 0, requestsPerMinute: 0};

/**
 * Each account once, with the newest report of any machine: limits belong to the account and are never added up. A plan
 * without a known account is kept separate.
 */
export function joinPlans(
	own: readonly PlanLimits[],
	hosts: readonly HostFleet[],
	identityOf: (configDir: string) => string | null,
): readonly PlanLimits[] {
	const joined = own.map((plan): HostPlan => ({...plan, identity: identityOf(plan.account)}));
	for (const plan of hosts.flatMap(({plans}) => plans)) {
		const place = plan.identity === null ? -1 : joined.findIndex(({identity}) => identity === plan.identity);
		const same = joined[place];
		if (!same) joined.push(plan);
		// Under the name that it has here.
		else if (plan.at > same.at) joined[place] = {...plan, account: same.account};
	}
	return joined;
}
