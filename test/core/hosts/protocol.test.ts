import {expect, test} from 'vitest';
import {
	bounds,
	heartbeatMs,
	parseHello,
	parseReaderMessage,
	parseStreamMessage,
	requestIdOf,
	type SentMessage,
	silenceMs,
	whoUpdates,
} from '../../../source/core/hosts/protocol.ts';
import {isOnce, parseResult, type Reply, type SessionPin} from '../../../source/core/hosts/requests.ts';
import {applyChange, type HostSession, type SentSession} from '../../../source/core/hosts/session.ts';

const hello =
	'{"type":"hello","protocol":{"major":1,"minor":0},"version":"2.0.0","clock":1764000000000,"hostname":"box","timezone":"Europe/Berlin"}';

test('the hello is found behind a greeting that did not end its line', () => {
	expect(parseHello(`Welcome to box! ${hello}`)).toMatchObject({hostname: 'box', protocol: {major: 1}});
	expect(parseHello('Welcome to box!')).toBeNull();
	expect(parseHello('{"type":"hello"}')).toBeNull();
});

test('asks for an update of the side with the lower major version, and ignores minor versions', () => {
	expect(whoUpdates({major: 1, minor: 9})).toBeNull();
	expect(whoUpdates({major: 2, minor: 0})).toBe('here');
	expect(whoUpdates({major: 0, minor: 3})).toBe('there');
});

test('reads what was sent, with times as numbers', () => {
	const at = '2026-11-27T10:00:00.000Z';
	const compaction: SentSession['detail']['compactions'][number] = {
		id: 'c1',
		at,
		trigger: 'auto',
		preTokens: 186_000,
		postTokens: 14_000,
		durationMs: 60_000,
		costUsd: 0.04,
		paysOffAfterMessages: null,
		messagesSince: 0,
	};
	const sent: SentMessage = {type: 'changes', sessions: [{key: 'k', detail: {compactions: [compaction]}}], gone: []};
	expect(parseStreamMessage(JSON.stringify(sent))).toEqual({
		...sent,
		sessions: [{key: 'k', detail: {compactions: [{...compaction, at: Date.UTC(2026, 10, 27, 10)}]}}],
	});
	const reply: Reply = {type: 'reply', id: 'abcd-1234', ok: false, reason: 'no such session'};
	expect(parseStreamMessage(JSON.stringify(reply))).toEqual(reply);
});

test('two heartbeats may get lost before a connection counts as broken', () => {
	expect(heartbeatMs * 3).toBeLessThanOrEqual(silenceMs);
});

test('a message of a newer version is no mistake, and its new fields are left out', () => {
	expect(parseStreamMessage('{"type":"weather","sun":true}')).toEqual({type: 'unknown'});
	expect(parseStreamMessage('{"type":"ping","id":1,"clock":5,"colour":"red"}')).toEqual({
		type: 'ping',
		id: 1,
		clock: 5,
	});
});

test.each([
	'',
	'[]',
	'null',
	'{"type":"ping"}',
	'{"type":"ping","id":1,"clock":1e300}',
	'{"type":"changes","sessions":[{"name":"no key"}],"gone":[]}',
	`{"type":"changes","sessions":[],"gone":${JSON.stringify(Array(bounds.sessions + 1).fill('k'))}}`,
	'['.repeat(1_000_000),
])('what is no message is null: %.60s', line => {
	expect(parseStreamMessage(line)).toBeNull();
	expect(parseReaderMessage(line)).toBeNull();
});

test('a request names its session, and one of an unknown kind keeps its id for the refusal', () => {
	const session: SessionPin = {pid: 7, procStart: '99', sessionId: 's'};
	const line = JSON.stringify({type: 'request', id: 'abcd-1234', op: 'act', session, action: {type: 'clear'}});
	expect(isOnce({op: 'act'})).toBe(true);
	expect(isOnce({op: 'history'})).toBe(false);
	expect(parseReaderMessage(line)).toMatchObject({op: 'act', session: {pid: 7}, action: {type: 'clear'}});
	const newer = line.replace('"act"', '"dance"');
	expect(parseReaderMessage(newer)).toBeNull();
	expect(requestIdOf(newer)).toBe('abcd-1234');
});

test('a result is read by what was asked', () => {
	const outcome = {outcome: 'done', reason: null, before: null, after: null, costUsd: 0.04};
	expect(parseResult('act', outcome)).toEqual(outcome);
	expect(parseResult('act', {outcome: 'done'})).toBeNull();
	expect(parseResult('act', {...outcome, outcome: 'perhaps'})?.outcome).toBe('sent');
});

test('a change needs a session that is known, or everything', () => {
	const known = {key: 'k', state: 'idle', detail: {peak: {tokensPerMinute: 1}, version: '2'}} as HostSession;
	expect(applyChange(undefined, {key: 'k', state: 'busy'})).toBeNull();
	expect(applyChange(known, {key: 'k', state: 'busy', detail: {version: '3'}})).toEqual({
		key: 'k',
		state: 'busy',
		detail: {peak: {tokensPerMinute: 1}, version: '3'},
	});
});
