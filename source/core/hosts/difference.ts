/** What has changed since the last lines that were sent to the reader of `ccmon stream`. */
import type {Problem} from '../../claude/events.ts';
import type {FleetTotals} from '../fleet.ts';
import {toJsonLine} from '../json-text.ts';
import type {PlanLimits} from '../plan-limits.ts';
import type {Session} from '../session.ts';
import type {Books} from './books.ts';
import {bounds} from './protocol.ts';
import {sentPlans, sentSession, sentTotals} from './sent.ts';
import type {SentProblem} from './session.ts';

export interface ShownState {
	/** Unchanged sessions are the same objects. */
	sessions: ReadonlyMap<string, Session>;
	totals: FleetTotals;
	plans: readonly PlanLimits[];
	problems: readonly Problem[];
	books: Books;
}

/** The JSON of an object's fields, by their names. */
type Fields = ReadonlyMap<string, string>;

interface Known {
	session: Session;
	fields: Fields;
	detail: Fields;
}

/**
 * Limit for the sessions in one line, in characters; a session beyond it has a line of its own. On a slow connection
 * each line that is taken shows that the other side is still reading.
 */
const lineLength = 2 ** 16;

export interface Difference {
	/** Everything the first time, then what has changed since the last call; empty if nothing has. */
	lines(state: ShownState): {lines: string[]; sessions: number};
}

/** `accountOf`: see `sentPlans`. */
export function createDifference(accountOf: (configDir: string) => string | null): Difference {
	let known: Map<string, Known> | null = null;
	let besides: Fields = new Map();

	return {
		lines(state) {
			const isFirst = known === null;
			const before = known ?? new Map<string, Known>();
			const after = new Map<string, Known>();
			const changed: string[] = [];
			for (const session of listed(state.sessions)) {
				const old = before.get(session.key);
				const now = old?.session === session ? old : fieldsOf(session);
				after.set(session.key, now);
				const change = now === old ? null : changeOf(session.key, old, now);
				if (change !== null) changed.push(change);
			}
			const gone = [...before.keys()].filter(key => !after.has(key));
			const besidesNow = besidesOf(state, accountOf);
			const rest = textOf(changesOf(besides, besidesNow));
			known = after;
			besides = besidesNow;
			if (!isFirst && changed.length === 0 && gone.length === 0 && rest === '') return {lines: [], sessions: 0};
			return {lines: linesOf(isFirst, changed, gone, rest), sessions: isFirst ? 0 : changed.length};
		},
	};
}

function linesOf(isFirst: boolean, changed: readonly string[], gone: readonly string[], rest: string): string[] {
	const [first = '', ...others] = inPieces(changed);
	const tail = rest === '' ? '' : `,${rest}`;
	return [
		isFirst
			? `{"type":"state","sessions":[${first}]${tail}}`
			: `{"type":"changes","sessions":[${first}],"gone":${toJsonLine(gone)}${tail}}`,
		...others.map(piece => `{"type":"changes","sessions":[${piece}],"gone":[]}`),
	];
}

/** Joined by commas, in as few pieces as the limit allows. */
function inPieces(texts: readonly string[]): string[] {
	const pieces: string[] = [];
	for (const text of texts) {
		const last = pieces.at(-1);
		if (last === undefined || last.length + text.length > lineLength) pieces.push(text);
		else pieces[pieces.length - 1] = `${last},${text}`;
	}
	return pieces;
}

/** If there are more than a reader takes: running sessions first, then the latest. */
function listed(sessions: ReadonlyMap<string, Session>): Iterable<Session> {
	if (sessions.size <= bounds.sessions) return sessions.values();
	const rank = ({state, lastActivityAt}: Session) => (state === 'exited' ? 0 : 1e15) + (lastActivityAt ?? 0);
	return [...sessions.values()].sort((a, b) => rank(b) - rank(a)).slice(0, bounds.sessions);
}

function fieldsOf(session: Session): Known {
	const {key: _, detail, ...fields} = sentSession(session);
	return {session, fields: textsOf(fields), detail: textsOf(detail)};
}

function besidesOf(
	{totals, plans, problems, books}: ShownState,
	accountOf: (configDir: string) => string | null,
): Fields {
	const sent = problems.map(({path, message, count}): SentProblem => ({path, message, count}));
	return textsOf({totals: sentTotals(totals), plans: sentPlans(plans, accountOf), problems: sent, books});
}

/** Null: nothing that is sent has changed. */
function changeOf(key: string, before: Known | undefined, now: Known): string | null {
	const fields = textOf(changesOf(before?.fields, now.fields));
	const detail = textOf(changesOf(before?.detail, now.detail));
	if (fields === '' && detail === '') return null;
	const parts = [`"key":${toJsonLine(key)}`, fields, detail && `"detail":{${detail}}`];
	return `{${parts.filter(Boolean).join()}}`;
}

const textsOf = (object: object): Fields =>
	new Map(Object.entries(object).map(([name, value]) => [name, toJsonLine(value)]));

const changesOf = (before: Fields | undefined, now: Fields) =>
	[...now].filter(([name, text]) => before?.get(name) !== text);

const textOf = (fields: readonly (readonly [string, string])[]) =>
	fields.map(([name, text]) => `"${name}":${text}`).join();
