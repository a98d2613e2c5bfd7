/** Stored telemetry is handed out once, no matter who stored it; what is stored is in write.test.ts. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {followTelemetry} from '../../../source/index/telemetry/follow.ts';
import {createWriter} from '../../../source/index/telemetry/write.ts';
import {apiRequest, logsBody, otlpNoon} from '../../support/otlp.ts';
import {createOpenedTelemetry, type OpenedTelemetry} from './opened.ts';

let opened: OpenedTelemetry;
let store: (...requests: [sessionId: string, sequence: number][]) => void;
beforeEach(() => {
	opened = createOpenedTelemetry();
	// As another process.
	const writer = createWriter(opened.connect());
	const connection = {};
	store = (...requests) => {
		const records = requests.map(([sessionId, sequence]) =>
			apiRequest({sessionId, sequence, at: sequence * 1000, requestId: `${sessionId}${sequence}`}),
		);
		writer.write([{logs: parseLogs(logsBody(...records), 0), metrics: null, connection}]);
	};
});
afterEach(() => opened.close());

const follow = (options = {}) => followTelemetry(opened.database, options);
/** Requests by their ids, the rest by type and conversation. */
const shown = (events: SessionEvent[]) =>
	events.map(event =>
		event.type === 'request' ? event.requestId : 'sessionId' in event ? `${event.type} ${event.sessionId}` : event.type,
	);
const covered = (sessionId: string) => `telemetry.coverage ${sessionId}`;

describe('what was there at the start', () => {
	test('comes when its conversation is asked for, once', () => {
		store(['a', 0], ['b', 0], ['a', 1]);
		const follower = follow();
		expect(shown(follower.next(10).events)).toEqual([]);
		expect(shown(follower.load('a'))).toEqual(['a0', 'a1', covered('a')]);
		expect(follower.load('a')).toEqual([]);
		expect(follower.load('nobody')).toEqual([]);
	});

	test('comes before the first news of its conversation, and again once that is forgotten', () => {
		store(['a', 0]);
		const follower = follow();
		store(['a', 1]);
		expect(shown(follower.next(10).events)).toEqual(['a0', 'a1', covered('a')]);
		follower.forget('a');
		store(['a', 2]);
		expect(shown(follower.next(10).events)).toEqual(['a0', 'a1', 'a2', covered('a')]);
	});

	test('counts as new where nothing was read before', () => {
		store(['a', 0], ['b', 0]);
		expect(shown(follow({fromNothing: true}).next(10).events)).toEqual(['a0', 'b0', covered('a'), covered('b')]);
	});
});

test('comes in pieces if there is much, with coverage after all that it covers', () => {
	const follower = follow();
	store(['a', 0], ['a', 1], ['a', 2]);
	const pieces = [0, 1, 2].map(() => follower.next(2)).map(({events, more}) => [shown(events), more]);
	expect(pieces).toEqual([
		[['a0', 'a1'], true],
		[['a2', covered('a')], false],
		[[], false],
	]);
});

test('it has changed once for each time that another connection wrote', () => {
	const follower = follow();
	expect([follower.hasChanged(), follower.hasChanged()]).toEqual([true, false]);
	store(['a', 0]);
	expect([follower.hasChanged(), follower.hasChanged()]).toEqual([true, false]);
});

test('conversations since a time are those with a request at or after it, the oldest first', () => {
	store(['a', 0], ['b', 5], ['c', 9]);
	const follower = follow();
	expect(follower.sessionsSince(otlpNoon + 5000)).toEqual(['b', 'c']);
	expect(follower.sessionsSince(otlpNoon + 9001)).toEqual([]);
});
