import {describe, expect, test, vi} from 'vitest';
import {
	type FreshStatus,
	type GuardDependencies,
	refuseAnswering,
	refuseOtherProcess,
	refuseTyping,
} from '../../source/control/guards.ts';
import type {Session} from '../../source/core/session.ts';
import {fakeSession} from '../support/fake-fleet.ts';

const session = fakeSession();
const idle: FreshStatus = {sessionId: session.sessionId, status: 'idle', waitingFor: null, parkedJobId: null};

/** The process table and the registry, as they are at this moment. */
const world = (fresh: Partial<FreshStatus> | null, same = true) => ({
	isSameProcess: vi.fn<GuardDependencies['isSameProcess']>(() => same),
	freshStatus: vi.fn<GuardDependencies['freshStatus']>(() => fresh && {...idle, ...fresh}),
});

describe('the process', () => {
	test('is compared with the one on the row, by its start time', () => {
		const deps = world({});
		expect(refuseOtherProcess(session, deps)).toBeNull();
		expect(deps.isSameProcess).toHaveBeenCalledWith(4321, '77');
		expect(refuseOtherProcess(session, world({}, false))).toBe('its process has ended');
	});

	test.each<[string, Partial<Session>]>([
		['has ended', {state: 'exited'}],
		['another container', {runsElsewhere: true}],
		['process is not known', {pid: null}],
		// A pid alone may by now be another process.
		['start time of its process is not known', {procStart: null}],
		['runs on build', {host: {name: 'build'} as Session['host']}],
	])('is not looked for where it cannot be this one: %s', (reason, fields) => {
		const deps = world({});
		for (const refuse of [refuseOtherProcess, refuseTyping, refuseAnswering]) {
			expect(refuse(fakeSession({...fields}), deps)).toContain(reason);
		}
		expect(deps.isSameProcess).not.toHaveBeenCalled();
		expect(deps.freshStatus).not.toHaveBeenCalled();
	});
});

test.each([
	['idle', null],
	['busy', null],
	['shell', null],
] as const)('a session that is %s may be typed into', (status, reason) => {
	expect(refuseTyping(session, world({status}))).toBe(reason);
});

test('a waiting session is not typed into', () => {
	const asks = world({status: 'waiting', waitingFor: 'permission prompt'});
	expect(refuseTyping(session, asks)).toBe('it is waiting (permission prompt): answer that first');
	expect(refuseTyping(session, world({status: 'waiting'}))).toBe('it is waiting for an answer: answer it first');
	expect(refuseAnswering(session, asks)).toBeNull();
	expect(refuseAnswering(session, world({}))).toBe('it is not waiting for an answer');
});

describe.each([
	['typing', refuseTyping, 'idle'],
	['answering', refuseAnswering, 'waiting'],
] as const)('%s is refused', (_, refuse, status) => {
	test('where its process is another one, or the registry has none', () => {
		expect(refuse(session, world({status}, false))).toBe('its process has ended');
		expect(refuse(session, world(null))).toBe('Claude Code no longer lists it as running');
	});

	test('where the conversation on the row is not the one that would get it', () => {
		expect(refuse(session, world({status, sessionId: 'another'}))).toBe(
			'it is in another conversation now: look again',
		);
		expect(refuse(session, world({status, parkedJobId: 'a1b2c3'}))).toContain('as job a1b2c3: use that row');
		// It is where both are so: the other conversation is that of the job.
		expect(refuse(session, world({status, parkedJobId: 'a1b2c3', sessionId: 'another'}))).toContain('a1b2c3');
	});
});
