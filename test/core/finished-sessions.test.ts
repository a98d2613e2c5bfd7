/** Conversations that are over count as sums until something happens in one. */
import {expect, test} from 'vitest';
import {createBusyMinutes} from '../../source/accounting/busy-minutes.ts';
import {newFacts} from '../../source/accounting/facts.ts';
import {shownFacts} from '../../source/accounting/shown-facts.ts';
import type {FinishedConversation} from '../../source/accounting/stored-conversation.ts';
import type {SessionEvent} from '../../source/claude/events.ts';
import {createFinishedSessions} from '../../source/core/finished-sessions.ts';
import {noon, request} from '../support/events.ts';

const minute = noon / 60_000;

const finished = (sessionId: string, tokens: number): FinishedConversation => ({
	facts: shownFacts(newFacts(sessionId)),
	details: {subagents: [], compactionUsd: new Map(), peak: {tokensPerMinute: 0, requestsPerMinute: 0}, apiErrors: []},
	spending: {pieces: [], basis: 'estimated', partial: true, until: Number.POSITIVE_INFINITY},
	minutes: [minute, tokens, 1],
});

const total = (at: number, totalCostUsd: number): SessionEvent => ({
	...{type: 'reported', origin: 'statusline', sessionId: 'one', at, totalCostUsd, byModel: null},
});

function create() {
	const minutes = createBusyMinutes();
	return {minutes, sessions: createFinishedSessions(() => minutes)};
}

test('their minutes count until they are opened or replaced', () => {
	const {minutes, sessions} = create();
	sessions.set([finished('one', 100), finished('two', 20)]);
	expect(minutes.peak()).toEqual({tokensPerMinute: 120, requestsPerMinute: 2});
	sessions.open('one');
	expect(minutes.peak()).toEqual({tokensPerMinute: 20, requestsPerMinute: 1});
	expect([...sessions.all()].map(({facts}) => facts.sessionId)).toEqual(['two']);
	sessions.set([finished('three', 5)]);
	expect(minutes.peak()).toEqual({tokensPerMinute: 5, requestsPerMinute: 1});
});

test('keeps the newest event of each source for a closed conversation, and returns it once', () => {
	const {sessions} = create();
	expect(sessions.hold(total(1, 0.1))).toBe(true);
	expect(sessions.hold(total(2, 0.2))).toBe(true);
	expect(sessions.hold({...total(3, 0.3), origin: 'claude.json'} as SessionEvent)).toBe(true);
	expect(sessions.open('one')).toEqual([total(2, 0.2), {...total(3, 0.3), origin: 'claude.json'}]);
	expect(sessions.open('one')).toEqual([]);
});

test('a request opens a conversation, and so does a total in its transcript', () => {
	const {sessions} = create();
	expect(sessions.hold(request({n: 1}))).toBe(false);
	expect(sessions.hold({...total(1, 0.1), origin: 'cost-state'} as SessionEvent)).toBe(false);
});
