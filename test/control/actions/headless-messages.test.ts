import {expect, test, vi} from 'vitest';
import type {EvidenceDependencies} from '../../../source/control/actions/await-evidence.ts';
import {performMessage} from '../../../source/control/actions/headless-messages.ts';
import type {SessionAction} from '../../../source/core/action-log.ts';
import type {Session} from '../../../source/core/session.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

const idle = fakeSession({kind: 'headless'});
const prompt: SessionAction = {type: 'prompt', text: 'run the tests'};

/** A session that takes messages, on a clock of its own; `now`: what ccmon knows of it when it acts. */
function setUp(now: Session | null = idle, onMessage: (text: string) => Partial<Session> | null = () => ({})) {
	let session = now;
	let time = noon;
	const change = (fields: Partial<Session> | null) => {
		session = fields && session && {...session, ...fields};
		for (const observer of observers) observer();
	};
	const observers = new Set<() => void>();
	const sent: string[] = [];
	const channel = {
		send: vi.fn(async (text: string) => {
			sent.push(text);
			change(onMessage(text));
		}),
		interrupt: vi.fn(async () => change(onMessage('interrupt'))),
		end: vi.fn(async () => change(onMessage('end'))),
	};
	const deps: EvidenceDependencies = {
		current: () => session,
		observe(_, onChange) {
			observers.add(onChange);
			return () => observers.delete(onChange);
		},
		freshStatus: () => null,
		now: () => time,
		sleep: async ms => {
			time += ms;
		},
	};
	return {sent, channel, act: (action: SessionAction) => performMessage(action, idle, channel, deps)};
}

test('a prompt is sent as it is, and done when its transcript has it', async () => {
	const {act, sent} = setUp(idle, text => ({lastPrompt: {at: noon, text, count: 1}}));
	expect(await act(prompt)).toMatchObject({outcome: 'done', reason: null});
	expect(sent).toEqual(['run the tests']);
});

test('a compaction and a clear are the commands that a person would type', async () => {
	const {act, sent} = setUp(idle, () => ({sessionId: 'another'}));
	expect(await act({type: 'clear'})).toMatchObject({outcome: 'done'});
	expect(sent).toEqual(['/clear']);
	const compact = setUp(idle, () => ({lastNotice: {id: 'n', at: noon, text: 'Not enough messages to compact.'}}));
	expect(await compact.act({type: 'compact', instructions: 'keep\nnames'})).toMatchObject({
		outcome: 'failed',
		reason: 'Not enough messages to compact.',
	});
	expect(compact.sent).toEqual(['/compact keep names']);
});

test('while it is busy it queues the text itself', async () => {
	const {act, sent} = setUp({...idle, state: 'busy'});
	expect(await act(prompt)).toMatchObject({outcome: 'queued'});
	expect(sent).toHaveLength(1);
});

test('is interrupted only while it is busy', async () => {
	const busy = setUp({...idle, state: 'busy'}, () => ({state: 'idle'}));
	expect(await busy.act({type: 'interrupt'})).toMatchObject({outcome: 'done'});
	const stubborn = setUp({...idle, state: 'busy'});
	expect(await stubborn.act({type: 'interrupt'})).toMatchObject({
		outcome: 'sent',
		reason: 'it is still busy after 10 s',
	});
	const {act, channel} = setUp();
	expect(await act({type: 'interrupt'})).toMatchObject({outcome: 'refused', reason: 'it is not busy'});
	expect(channel.interrupt).not.toHaveBeenCalled();
});

test('has ended when it is gone from the list, or exited', async () => {
	for (const ends of [null, {state: 'exited'} as const]) {
		const {act, channel} = setUp(idle, () => ends);
		expect(await act({type: 'end'})).toMatchObject({outcome: 'done'});
		expect(channel.end).toHaveBeenCalledOnce();
	}
	expect(await setUp().act({type: 'end'})).toMatchObject({outcome: 'sent', reason: 'it still runs after 10 s'});
});

test.each<[string, SessionAction, Session]>([
	['it takes no keys', {type: 'answer', answer: 'allow', asked: {} as never, reason: ''}, idle],
	['there is no text to send', {type: 'prompt', text: ' \u0007'}, idle],
	['a text that begins with ! would run in the shell: put a word before it', {type: 'prompt', text: '!id'}, idle],
	['it is in another conversation now: look again', prompt, {...idle, sessionId: 'another'}],
])('nothing is sent: %s', async (reason, action, now) => {
	const {act, sent} = setUp(now);
	expect(await act(action)).toMatchObject({outcome: 'refused', reason});
	expect(sent).toEqual([]);
});
