import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {actionOf, losesConversation} from '../../source/control/actions/typed-text.ts';
import {findSession, SendUsageError, send} from '../../source/control/send.ts';
import {createFakeClaude} from '../support/fake-claude.ts';
import {fakeSession} from '../support/fake-fleet.ts';

const web = fakeSession({name: 'web', sessionId: '0a1b2c3d-0000-4000-8000-000000000001', pid: 100});
const docs = fakeSession({name: 'docs', sessionId: '0a1b9999-0000-4000-8000-000000000002', pid: 200});
const twin = fakeSession({name: 'docs', sessionId: 'ffff0000-0000-4000-8000-000000000003', pid: 300});
const ended = fakeSession({name: 'old', sessionId: 'eeee0000-0000-4000-8000-000000000004', pid: null, state: 'exited'});
const all = [web, docs, twin, ended];

describe('the session is found by', () => {
	test.each([
		['its id', web.sessionId, web],
		['the start of its id', '0A1B2', web],
		['its pid', '200', docs],
		['its name', 'web', web],
		['its name in other letters', 'WEB', web],
	])('%s', (_, wanted, session) => {
		expect(findSession(wanted, all)).toBe(session);
	});

	test.each([
		['a name of two', 'docs', /docs may be any of these:\n {2}0a1b9999 {2}200 {2}docs\n {2}ffff0000 {2}300 {2}docs/],
		['a start of two ids', '0a1b', /may be any of these/],
		['too short a start', '0a1', /No running session is called 0a1\. There are:/],
		['one that has ended', 'old', /No running session is called old/],
	])('not by %s', (_, wanted, message) => {
		expect(() => findSession(wanted, all)).toThrow(SendUsageError);
		expect(() => findSession(wanted, all)).toThrow(message);
	});

	test('its name, also where its process is not known, if no other one has it', () => {
		const away = fakeSession({name: 'web', sessionId: 'dddd0000-0000-4000-8000-000000000005', pid: null});
		expect(findSession('web', [away, web])).toBe(web);
		expect(findSession('dddd', [away, web])).toBe(away);
		expect(findSession('web', [away])).toBe(away);
	});

	test('nothing when none runs', () => {
		expect(() => findSession('web', [ended])).toThrow('No Claude Code session is running.');
	});
});

test.each([
	['/compact', {type: 'compact', instructions: null}],
	[' /compact  keep the API ', {type: 'compact', instructions: 'keep the API'}],
	['/clear', {type: 'clear'}],
	['/clear a name', {type: 'prompt', text: '/clear a name'}],
	['/compactify', {type: 'prompt', text: '/compactify'}],
	['hello', {type: 'prompt', text: 'hello'}],
])('%j means %j', (text, action) => {
	expect(actionOf(text)).toEqual(action);
});

test('recognises commands that lose the conversation', () => {
	expect(['/clear', ' /clear x', '/new', '/reset'].map(losesConversation)).toEqual([true, true, true, true]);
	expect(['/clearly', 'see /clear', '/compact'].map(losesConversation)).toEqual([false, false, false]);
});

describe('send', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	function setUp(ask: ((question: string) => Promise<boolean>) | null = null) {
		const claude = createFakeClaude();
		const lines: string[] = [];
		const go = (text: string, options: {json?: boolean; yes?: boolean} = {}) =>
			send(
				{session: 'web', text, json: false, yes: false, ...options},
				{deps: claude.deps, sessions: () => [claude.session], ask, print: line => void lines.push(line)},
			);
		return {claude, lines, go};
	}

	test('prints the outcome as JSON, with the figures before and after', async () => {
		const {claude, lines, go} = setUp();
		const code = go('/clear', {json: true, yes: true});
		await vi.advanceTimersByTimeAsync(1000);
		claude.change({sessionId: 'new'});
		expect(await code).toBe(0);
		expect(JSON.parse(lines.join(''))).toMatchObject({
			outcome: 'done',
			reason: null,
			before: {contextTokens: 84_000, totalUsd: 0.94},
			after: {sessionId: 'new'},
		});
	});

	test('prints one line for people', async () => {
		const {claude, lines, go} = setUp();
		claude.busy = true;
		expect(await go('hello')).toBe(0);
		expect(lines).toEqual(['web: prompt queued: it runs after this turn']);
	});

	test.each([
		['refused', 3, (claude: ReturnType<typeof createFakeClaude>) => Object.assign(claude, {dialogWanted: true})],
		['sent', 4, () => undefined],
		['failed', 1, (claude: ReturnType<typeof createFakeClaude>) => Object.assign(claude.broken, {enter: true})],
	])('%s is exit code %i', async (word, code, prepare) => {
		const {claude, lines, go} = setUp();
		prepare(claude);
		const sending = go('/compact', {json: true});
		await vi.advanceTimersByTimeAsync(100_000);
		expect(await sending).toBe(code);
		expect(JSON.parse(lines.join(''))).toMatchObject({outcome: word});
	});

	test('asks before a conversation is cleared, and refuses when nobody can be asked', async () => {
		const nobody = setUp();
		expect(await nobody.go('/clear')).toBe(3);
		expect(nobody.lines).toEqual(['web: clear refused: this clears the conversation: pass --yes']);
		const no = setUp(async () => false);
		expect(await no.go('/clear')).toBe(3);
		expect([no.claude.pressed, nobody.claude.pressed]).toEqual([[], []]);
	});

	test('an empty text is a usage error', async () => {
		await expect(setUp().go('  ')).rejects.toThrow(SendUsageError);
	});
});
