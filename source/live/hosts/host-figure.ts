/** What to show of a host: the same objects until something changes. */
import {cleanLabel} from '../../claude/clean.ts';
import type {Problem} from '../../claude/events.ts';
import type {HostFigure, HostFleet, HostState} from '../../core/hosts/host.ts';
import type {Hello} from '../../core/hosts/protocol.ts';
import {dayIn, isOwnTime} from './day-in.ts';
import type {HostClock} from './host-clock.ts';
import type {ReceivedState} from './host-state.ts';
import {describeTrouble, type Trouble} from './trouble.ts';

/** The state of a link. */
export interface Standing {
	state: HostState;
	/** Why it last ended; null: it is connected, or has not ended yet. */
	trouble: Trouble | null;
	/** The host's latest hello. */
	hello: Hello | null;
	/** When something was last received, in ms. */
	lastSeenAt: number | null;
}

export function createHostFigure(
	name: string,
	standing: Readonly<Standing>,
	received: ReceivedState,
	hostClock: Pick<HostClock, 'aheadMs' | 'delayMs'>,
) {
	let figure: HostFigure | null = null;
	let problem: Problem | null = null;

	/** Once a day is over there, its spending is not today's. */
	const totalsAt = (now: number) => {
		const {hello, lastSeenAt} = standing;
		if (hello === null || lastSeenAt === null) return null;
		return dayIn(hello.timezone, lastSeenAt) === dayIn(hello.timezone, now) ? received.totals() : null;
	};

	const figureAt = (now: number): HostFigure => {
		const {state, trouble, hello, lastSeenAt} = standing;
		const totals = totalsAt(now);
		if (figure?.totals === totals && figure.lastSeenAt === lastSeenAt) return figure;
		figure = {
			name,
			state,
			lastSeenAt,
			error: trouble && describeTrouble(trouble),
			version: hello && cleanLabel(hello.version, 30),
			delayMs: hostClock.delayMs(),
			clockAheadMs: hostClock.aheadMs(),
			timezone: hello && cleanLabel(hello.timezone, 60),
			sharesDays: hello === null || isOwnTime(hello.timezone, now),
			totals,
			sameAs: null,
		};
		return figure;
	};

	/** A host that is not connected is missing from every sum, which is a problem to show. */
	const problemsOf = ({error}: HostFigure): readonly Problem[] => {
		if (error === null) return received.problems();
		const message = `${error}.`;
		if (problem?.message !== message) problem = {type: 'problem', path: name, message, count: 1};
		return [problem, ...received.problems()];
	};

	return {
		/** Call it when something has changed. */
		outdate() {
			figure = null;
		},
		/** `now`: ms. */
		fleet(now: number): HostFleet {
			const figure = figureAt(now);
			const problems = problemsOf(figure);
			return {figure, sessions: received.sessions(), plans: received.plans(), problems, books: received.books()};
		},
	};
}
