import {expect, test, vi} from 'vitest';
import {createHeadlessTerminal, type HeadlessRunner} from '../../../source/control/terminals/headless.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

const session = fakeSession({kind: 'headless', pid: 7});

test('a session of this ccmon gets messages, until it has ended', async () => {
	let runner: HeadlessRunner | undefined = {pid: 7, send: vi.fn(), interrupt: vi.fn(), end: vi.fn(async () => {})};
	const {send, interrupt, end} = runner;
	const reach = await createHeadlessTerminal(pid => (pid === 7 ? runner : undefined)).reach(session);
	if (!reach?.ok || reach.way.type !== 'messages') throw new Error('not reached');
	expect(reach.address).toBe('headless');
	const {channel} = reach.way;
	await channel.send('run the tests');
	await channel.interrupt();
	await channel.end();
	expect(send).toHaveBeenCalledExactlyOnceWith('run the tests');
	expect(interrupt).toHaveBeenCalledOnce();
	expect(end).toHaveBeenCalledOnce();
	runner = undefined;
	await expect(channel.send('more')).rejects.toThrow('the session has ended');
	await expect(channel.interrupt()).rejects.toThrow('the session has ended');
	expect(send).toHaveBeenCalledOnce();
});

test('leaves all other sessions to the next terminal', async () => {
	const find = vi.fn((pid: number) => (pid === 7 ? ({pid} as HeadlessRunner) : undefined));
	const {reach} = createHeadlessTerminal(find);
	expect(await reach({...session, pid: 8})).toBeNull();
	expect(await reach({...session, pid: null})).toBeNull();
	expect(await reach({...session, kind: 'interactive'})).toBeNull();
});
