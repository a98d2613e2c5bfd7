/** What a host has reported, and how it is shown. Unchanged sessions stay the same objects. */
import {clean, cleanLabel} from '../../claude/clean.ts';
import type {Problem} from '../../claude/events.ts';
import type {FleetTotals} from '../../core/fleet.ts';
import type {Books} from '../../core/hosts/books.ts';
import type {HostPlan} from '../../core/hosts/host.ts';
import {bounds, type StreamMessage} from '../../core/hosts/protocol.ts';
import {applyChange, type HostSession} from '../../core/hosts/session.ts';
import {type Receipt, shownSession} from '../../core/hosts/shown-session.ts';
import {addLimits} from '../../core/plan-limits.ts';
import type {Session} from '../../core/session.ts';

type State = Extract<StreamMessage, {type: 'state'}>;
type Changes = Extract<StreamMessage, {type: 'changes'}>;

export interface ReceivedState {
	/** Null: accepted; else what is wrong with the message. */
	take(message: State | Changes): string | null;
	/** Shows the sessions with another clock difference, or as those of a lost host. */
	setReceipt(receipt: Omit<Receipt, 'host'>): void;
	sessions(): ReadonlyMap<string, Session>;
	totals(): FleetTotals | null;
	plans(): readonly HostPlan[];
	problems(): readonly Problem[];
	books(): Books | null;
}

/** For all sessions of a host as JSON, in characters: a thousand ordinary ones have three million. */
const mostCharacters = 4 * 2 ** 20;

export function createReceivedState(host: string): ReceivedState {
	let receipt: Receipt = {host, clockAheadMs: 0, lostAt: null, trouble: null};
	const received = new Map<string, HostSession>();
	let shown = new Map<string, Session>();
	/** Keys of sessions whose shown object is out of date; null: none. */
	const changed = new Set<string>();
	let totals: FleetTotals | null = null;
	let plans: readonly HostPlan[] = [];
	let problems: readonly Problem[] = [];
	let books: Books | null = null;

	const sizes = new Map<string, number>();
	let size = 0;

	const setSize = (key: string, characters: number) => {
		size += characters - (sizes.get(key) ?? 0);
		if (characters === 0) sizes.delete(key);
		else sizes.set(key, characters);
	};
	const put = (session: HostSession) => {
		received.set(session.key, session);
		setSize(session.key, JSON.stringify(session).length);
		changed.add(session.key);
	};
	const takePlans = (reported: State['plans']) => {
		plans = reported.map(({account: identity, configDir, at, fiveHour, sevenDay}): HostPlan => {
			const account = `${host}:${clean(configDir)}`;
			const sample = {at: at - receipt.clockAheadMs, limits: {fiveHour: usedOf(fiveHour), sevenDay: usedOf(sevenDay)}};
			const known = plans.filter(plan => plan.account === account);
			return {...addLimits(known, account, sample)[0]!, identity};
		});
	};
	const takeProblems = (reported: State['problems']) => {
		problems = reported.map(({path, message, count}) => ({
			type: 'problem',
			path: `${host}:${clean(path)}`,
			message: cleanLabel(message, 500),
			count,
		}));
	};
	const takeChanges = ({sessions, gone}: Changes): string | null => {
		for (const change of sessions) {
			const session = applyChange(received.get(change.key), change);
			if (session === null) return 'it reported a change of a session that it had not reported';
			put(session);
		}
		for (const key of gone) {
			received.delete(key);
			setSize(key, 0);
			changed.add(key);
		}
		return null;
	};

	return {
		take(message) {
			if (message.type === 'state') {
				for (const key of received.keys()) changed.add(key);
				received.clear();
				sizes.clear();
				size = 0;
				for (const session of message.sessions) put(session);
				books = null;
			} else {
				const mistake = takeChanges(message);
				if (mistake !== null) return mistake;
			}
			if (message.totals) totals = message.totals;
			if (message.plans) takePlans(message.plans);
			if (message.problems) takeProblems(message.problems);
			if (message.books) books = message.books;
			if (received.size > bounds.sessions) return `it lists more than ${bounds.sessions} sessions`;
			// Each line is bounded, and so is what they add up to.
			return size > mostCharacters ? 'its sessions hold more data than is plausible' : null;
		},
		setReceipt(given) {
			receipt = {host, ...given};
			for (const key of received.keys()) changed.add(key);
		},
		sessions() {
			if (changed.size === 0) return shown;
			shown = new Map(shown);
			for (const key of changed) {
				const session = received.get(key);
				if (session) shown.set(`${host}/${key}`, shownSession(session, receipt));
				else shown.delete(`${host}/${key}`);
			}
			changed.clear();
			return shown;
		},
		totals: () => totals,
		plans: () => plans,
		problems: () => problems,
		books: () => books,
	};
}

/** A window whose use is no longer known is left out. */
function usedOf(window: State['plans'][number]['fiveHour']) {
	if (window === null || window.usedPercentage === null) return null;
	return {usedPercentage: window.usedPercentage, resetsAt: window.resetsAt};
}
