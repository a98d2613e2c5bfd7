/**
 * What a reader may ask of `ccmon stream`. A request is carried out at most once: before anything is done, its id is stored
 * on disk there for an hour. After a broken connection the reader asks what became of a request by its id
 * (`outcome`); one that has not arrived by then is never carried out. The reader does not repeat it under another id.
 */
import * as v from 'valibot';
import {groupings} from '../report.ts';
import {basis, count, list, text, time, tokens, usd, whole, wholeList, word} from './fields.ts';

/** Long enough for anything a person pastes. */
const longestText = 1024 * 1024;

export const requestId = v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/));

/** The target session: nothing is done to another process, or to another conversation in it. */
const session = v.object({
	pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
	/** `detail.procStart` of the session. */
	procStart: v.nullable(whole(200)),
	sessionId: whole(200),
});

export type SessionPin = v.InferOutput<typeof session>;

const action = v.variant('type', [
	v.object({type: v.literal('compact'), instructions: v.nullable(whole(10_000))}),
	v.object({type: v.literal('clear')}),
	/** `/compact` and `/clear` as text are those two. */
	v.object({type: v.literal('prompt'), text: whole(longestText)}),
	v.object({type: v.literal('interrupt')}),
	v.object({type: v.literal('end')}),
]);

/** Nothing is cut: a question that is shown only in part is not answered. */
const asked = v.object({
	kind: v.picklist(['permission', 'plan', 'question', 'review']),
	tool: whole(200),
	callIds: wholeList(whole(200), 100),
	lines: wholeList(whole(100_000), 10_000),
	answers: wholeList(
		v.object({number: count, label: whole(10_000), kind: v.picklist(['once', 'always', 'deny', 'choice', 'other'])}),
		100,
	),
	danger: v.nullable(whole(1000)),
});

/** By its own calendar; `7d`: the last seven days. */
const day = v.pipe(v.string(), v.regex(/^(?:\d{4}-\d{2}-\d{2}|\d{1,4}d)$/));
const folder = whole();

const operations = {
	/** Like a key of the monitor: guards, keys, evidence. */
	act: v.object({op: v.literal('act'), session, action}),
	/** What the dialog on its screen asks, to be shown whole to the person who answers it. */
	look: v.object({op: v.literal('look'), session}),
	/** Answers the dialog, if it still asks just what was shown. */
	answer: v.object({
		op: v.literal('answer'),
		session,
		/** As `look` gave it. */
		asked,
		/** A number is that of a choice. */
		answer: v.union([v.picklist(['allow', 'deny']), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))]),
		/** What to tell Claude when it is denied, or ''. */
		reason: whole(10_000),
	}),
	/** Where sessions can be started, and how. */
	places: v.object({op: v.literal('places')}),
	start: v.object({
		op: v.literal('start'),
		cwd: folder,
		way: v.picklist(['tmux', 'background']),
		prompt: v.nullable(whole(longestText)),
		/** Null: as configured there. */
		model: v.nullable(v.pipe(whole(200), v.regex(/^[^-]/))),
		/** Of those that `places` names; missing: none. */
		extras: v.optional(
			v.object({
				/** A new git worktree of this name. */
				worktree: v.nullable(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]{0,63}$/))),
				name: v.nullable(v.pipe(whole(100), v.regex(/^.+$/))),
				permissionMode: v.nullable(v.picklist(['manual', 'acceptEdits', 'plan', 'auto'])),
			}),
		),
	}),
	/** Goes on with a conversation that has ended, in tmux. */
	resume: v.object({op: v.literal('resume'), sessionId: whole(200), fork: v.boolean()}),
	/** Past conversations with all of these words. */
	search: v.object({
		op: v.literal('search'),
		words: whole(1000),
		limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
	}),
	/** The sums of `ccmon report`. Null: from the beginning, until today, in its own time zone. */
	history: v.object({
		op: v.literal('history'),
		by: v.picklist(groupings),
		since: v.nullable(day),
		until: v.nullable(day),
		timezone: v.nullable(whole(100)),
		/** Restricted to what is in all of these rows of other groupings. */
		within: v.optional(wholeList(v.object({by: v.picklist(groupings), key: whole()}), 10), []),
	}),
	/** What became of a request of this or an earlier connection. */
	outcome: v.object({op: v.literal('outcome'), of: requestId}),
};

const request = {type: v.literal('request'), id: requestId};

export const requestSchema = v.variant('op', [
	v.object({...request, ...operations.act.entries}),
	v.object({...request, ...operations.look.entries}),
	v.object({...request, ...operations.answer.entries}),
	v.object({...request, ...operations.places.entries}),
	v.object({...request, ...operations.start.entries}),
	v.object({...request, ...operations.resume.entries}),
	v.object({...request, ...operations.search.entries}),
	v.object({...request, ...operations.history.entries}),
	v.object({...request, ...operations.outcome.entries}),
]);

export type Request = v.InferOutput<typeof requestSchema>;
export type Op = Request['op'];

/** These have effects and are carried out at most once; the others can be asked again. */
export const isOnce = ({op}: Pick<Request, 'op'>): boolean =>
	op === 'act' || op === 'answer' || op === 'start' || op === 'resume';

const figures = v.object({sessionId: whole(200), contextTokens: v.nullable(count), totalUsd: v.nullable(usd)});

const outcome = v.object({
	outcome: word(['done', 'queued', 'sent', 'refused', 'failed'], 'sent'),
	reason: v.nullable(text(2000)),
	before: v.nullable(figures),
	after: v.nullable(figures),
	costUsd: v.nullable(usd),
});

/** A sentence that says what was started. */
const started = v.object({said: text()});

const sums = {
	...tokens,
	webSearchRequests: count,
	costUsd: v.nullable(usd),
	backgroundUsd: v.nullable(usd),
	messages: count,
	basis,
	partial: v.boolean(),
	unpricedModels: list(text(200), 100),
	/** Of a tool. */
	calls: v.optional(count),
	resultBytes: v.optional(count),
	subagentCalls: v.optional(count),
	subagentUsd: v.optional(v.nullable(usd)),
};

/** What a reply to each of them holds. */
export const resultSchemas = {
	act: outcome,
	/** Null: it asks nothing that could be answered, and why. */
	look: v.object({asked: v.nullable(asked), reason: v.nullable(text(2000))}),
	answer: outcome,
	places: v.object({
		folders: list(folder, 1000),
		ways: list(v.string(), 10),
		home: v.nullable(folder),
		/** What else can be chosen when starting; missing from an older ccmon. */
		extras: v.optional(list(v.string(), 10), []),
	}),
	start: started,
	resume: started,
	search: v.object({
		conversations: list(
			v.object({
				sessionId: whole(200),
				configDir: folder,
				title: v.nullable(text()),
				lastPrompt: v.nullable(text()),
				cwd: v.nullable(folder),
				gitBranch: v.nullable(text()),
				lastAt: time,
				costUsd: v.nullable(usd),
				partial: v.boolean(),
			}),
			1000,
		),
	}),
	history: v.object({
		by: v.picklist(groupings),
		timezone: text(100),
		rows: list(v.object({key: text(4096), name: v.nullable(text()), ...sums}), 100_000),
		totals: v.object(sums),
	}),
	outcome: v.object({
		/** `unknown`: it had not arrived and will not be carried out. `lost`: it was begun, and its outcome is not known. */
		state: word(['unknown', 'underway', 'finished', 'lost'], 'lost'),
		/** Of a finished one, its reply as it was sent. */
		reply: v.nullable(v.unknown()),
	}),
} satisfies Record<Op, v.GenericSchema>;

export type Result<One extends Op> = v.InferOutput<(typeof resultSchemas)[One]>;

export const replySchema = v.variant('ok', [
	v.object({
		type: v.literal('reply'),
		id: requestId,
		ok: v.literal(true),
		result: v.unknown(),
		/** False: it is queued, and another reply says how it ended. */
		final: v.boolean(),
	}),
	/** Why it was not carried out. */
	v.object({type: v.literal('reply'), id: requestId, ok: v.literal(false), reason: text(2000)}),
]);

export type Reply = v.InferOutput<typeof replySchema>;

/** The parsed result of such a request; null if it makes no sense. */
export function parseResult<One extends Op>(op: One, result: unknown): Result<One> | null {
	const parsed = v.safeParse(resultSchemas[op], result, {abortEarly: true});
	return parsed.success ? (parsed.output as Result<One>) : null;
}
