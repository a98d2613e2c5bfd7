/** Sums over what telemetry reported and over what the stub served, in the same words, so that they can be compared. */
import type {SessionEvent} from '../../source/claude/events.ts';
import type {LedgerEntry} from './anthropic-stub.ts';
import type {StubPurpose} from './stub-purpose.ts';

export interface Tokens {
	input: number;
	output: number;
	read: number;
	written: number;
}

export type Counted = Tokens & {count: number};

/** What each kind of request is to ccmon. Null: it sends no event, and only metrics hold it. */
const purposes: Partial<Record<StubPurpose, string | null>> = {
	main: 'main',
	subagent: 'subagent',
	compact: 'compaction',
	title: 'background generate_session_title',
	'prompt-suggestion': 'background prompt_suggestion',
	'away-summary': 'background away_summary',
	'safety-classifier': null,
};

/** What Claude Code reports nowhere. */
export const unreported: readonly StubPurpose[] = ['job-classifier', 'job-label'];

const nothing = (): Counted => ({count: 0, input: 0, output: 0, read: 0, written: 0});

function addUp(parts: Iterable<readonly [string, Tokens]>): Record<string, Counted> {
	const sums: Record<string, Counted> = {};
	for (const [key, {input, output, read, written}] of parts) {
		sums[key] ??= nothing();
		const sum = sums[key];
		sum.count++;
		sum.input += input;
		sum.output += output;
		sum.read += read;
		sum.written += written;
	}
	return sums;
}

const tokensOf = ({usage}: LedgerEntry): Tokens => ({
	input: usage.input_tokens,
	output: usage.output_tokens,
	read: usage.cache_read_input_tokens,
	written: usage.cache_creation_input_tokens,
});

/** By purpose and cause, without what sends no event. */
export function served(entries: readonly LedgerEntry[]): Record<string, Counted> {
	return addUp(
		entries.flatMap(entry => {
			const purpose = purposes[entry.purpose];
			return purpose ? [[purpose, tokensOf(entry)] as const] : [];
		}),
	);
}

/** All that Claude Code reports at all. */
export function reportable(entries: readonly LedgerEntry[]): Tokens {
	const {all = nothing()} = addUp(
		entries.filter(({purpose}) => !unreported.includes(purpose)).map(entry => ['all', tokensOf(entry)] as const),
	);
	const {count: _, ...tokens} = all;
	return tokens;
}

export const sessionsOf = (entries: readonly LedgerEntry[]): ReadonlySet<string | null> =>
	new Set(entries.map(({sessionId}) => sessionId));

/** By purpose and cause, what events reported of these conversations. */
export function reported(
	events: readonly SessionEvent[],
	sessions: ReadonlySet<string | null>,
): Record<string, Counted> {
	return addUp(
		events.flatMap(event => {
			if (event.type !== 'request' || !sessions.has(event.sessionId)) return [];
			const {purpose, cause, usage} = event;
			const written = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
			const {inputTokens: input, outputTokens: output, cacheReadInputTokens: read} = usage;
			return [[cause === null ? purpose : `${purpose} ${cause}`, {input, output, read, written}] as const];
		}),
	);
}

/** Tokens and dollars in the metrics of these conversations. */
export function measured(events: readonly SessionEvent[], sessions: ReadonlySet<string | null>) {
	const tokens: Tokens = {input: 0, output: 0, read: 0, written: 0};
	let costUsd = 0;
	for (const event of events) {
		if (event.type !== 'metric' || !sessions.has(event.sessionId)) continue;
		costUsd += event.costUsd;
		tokens.input += event.inputTokens;
		tokens.output += event.outputTokens;
		tokens.read += event.cacheReadTokens;
		tokens.written += event.cacheCreationTokens;
	}
	return {tokens, costUsd};
}
