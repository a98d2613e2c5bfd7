import {describe, expect, test} from 'vitest';
import {findEvidence, newCompaction, type Typed} from '../../source/control/evidence.ts';
import type {CompactionFigure, Session} from '../../source/core/session.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';

const compaction = (id: string, at: number, trigger: 'manual' | 'auto' = 'manual'): CompactionFigure => ({
	...{id, at, trigger, preTokens: 186_000, postTokens: 14_000, durationMs: 41_000},
	...{costUsd: null, paysOffAfterMessages: null, messagesSince: 0},
});
const old = compaction('old', noon - 1);
const before = fakeSession({compactions: [old], lastNotice: {id: 'n1', at: noon - 1, text: 'Error: from before'}});
const now = (fields: Partial<Session>): Session => ({...before, ...fields});
const typed = (action: Typed['action'], text: string, opened = false): Typed => ({
	...{action, text, before, enteredAt: noon, opened},
});
const done = {outcome: 'done', reason: null};
const elsewhere = {sessionId: 'another'};

test.each(['clear', 'compact', 'prompt'] as const)('a session that ends takes a %s with it', action => {
	const failed = {outcome: 'failed', reason: 'the session ended first'};
	expect(findEvidence(typed(action, 'x'), null)).toEqual(failed);
	expect(findEvidence(typed(action, 'x'), now({state: 'exited'}))).toEqual(failed);
});

test('a clear is done when the conversation is another one', () => {
	expect(findEvidence(typed('clear', '/clear'), before)).toBeNull();
	expect(findEvidence(typed('clear', '/clear'), now(elsewhere))).toEqual(done);
});

describe('a compaction', () => {
	const asked = typed('compact', '/compact');
	const notice = (text: string, at = noon, id = 'n2') => findEvidence(asked, now({lastNotice: {id, at, text}}));

	test('must be manual, new, and later than Enter', () => {
		const found = (...compactions: CompactionFigure[]) =>
			newCompaction(asked, now({compactions: [old, ...compactions]}))?.id ?? null;
		expect(found(compaction('mine', noon))).toBe('mine');
		expect(found(compaction('early', noon - 1))).toBeNull();
		expect(found(compaction('own', noon + 1, 'auto'))).toBeNull();
		expect(found(compaction('old', noon + 5))).toBeNull();
		expect(findEvidence(asked, now({compactions: [old, compaction('mine', noon)]}))).toEqual(done);
	});

	test.each([
		'Not enough messages to compact.',
		'Error: Compaction canceled.',
		'Compacting was interrupted',
		'Error 529',
	])('has failed where Claude Code says “%s”', text => expect(notice(text)).toEqual({outcome: 'failed', reason: text}));

	test('has not failed by other notices, nor by one that was there before', () => {
		expect(notice('Compacted (ctrl+o to see full summary)')).toBeNull();
		expect(notice('Error: late', noon - 1)).toBeNull();
		expect(notice('Error: from before', noon + 1, 'n1')).toBeNull();
	});

	test('of a conversation that was cleared meanwhile has failed, whatever else is there', () => {
		const other = now({...elsewhere, compactions: [compaction('mine', noon)]});
		expect(findEvidence(asked, other)).toEqual({outcome: 'failed', reason: 'its conversation was cleared instead'});
	});
});

describe('a prompt', () => {
	const prompt = (text: string, shown: string | null, {at = noon, ...fields}: Partial<Session> & {at?: number} = {}) =>
		findEvidence(typed('prompt', text), now({lastPrompt: {at, text: shown, count: 1}, ...fields}));

	test('is done when its beginning is in the transcript, even wrapped or cut', () => {
		expect(prompt('run the\n tests', 'run the tests')).toEqual(done);
		expect(prompt('run the tests and report', 'run the tests…')).toEqual(done);
		expect(prompt('a'.repeat(500), `${'a'.repeat(80)}[Pasted text #1]`)).toEqual(done);
		expect(prompt('a'.repeat(500), `${'a'.repeat(79)}[Pasted text #1]`)).toBeNull();
	});

	test('is not done by an older one, another one, or one without text', () => {
		expect(prompt('run the tests', 'run the tests', {at: noon - 1})).toBeNull();
		expect(prompt('run the tests', 'run the linter')).toBeNull();
		expect(prompt('run', 'run the tests')).toBeNull();
		for (const shown of [null, '', ' \n', '…']) expect(prompt('run the tests', shown)).toBeNull();
	});

	test('that was queued behind a /clear is taken in the new conversation, and that is said', () => {
		expect(prompt('run the tests', 'run the tests', elsewhere)).toEqual({
			outcome: 'done',
			reason: 'in a new conversation: the one before was cleared',
		});
		expect(prompt('run the tests', null, elsewhere)).toBeNull();
	});

	test('that is a command may leave only its reply', () => {
		const answered = (text: string, answer: string, at = noon) =>
			findEvidence(typed('prompt', text), now({lastNotice: {id: 'n2', at, text: answer}}));
		expect(answered('/cost', 'Total cost: $1')).toEqual({outcome: 'done', reason: 'Total cost: $1'});
		expect(answered('/nope', 'Unknown command: /nope')).toEqual({outcome: 'failed', reason: 'Unknown command: /nope'});
		expect(answered('cost', 'Total cost: $1')).toBeNull();
		expect(answered('/cost', 'Total cost: $1', noon - 1)).toBeNull();
	});

	test('that is a command may open a dialog, or leave the conversation', () => {
		expect(findEvidence(typed('prompt', '/model', true), before)).toEqual({
			outcome: 'done',
			reason: 'it opened a dialog there',
		});
		expect(findEvidence(typed('prompt', 'model', true), before)).toBeNull();
		expect(findEvidence(typed('prompt', '/clear'), before)).toBeNull();
		expect(findEvidence(typed('prompt', '/clear'), now(elsewhere))).toEqual(done);
	});
});
