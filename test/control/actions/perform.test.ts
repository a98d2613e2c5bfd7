/** One action on one session, from key to outcome, against a simulated Claude Code. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {perform} from '../../../source/control/actions/perform.ts';
import type {Outcome} from '../../../source/core/action-log.ts';
import type {CompactionFigure} from '../../../source/core/session.ts';
import {createFakeClaude} from '../../support/fake-claude.ts';
import {noon} from '../../support/fake-fleet.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const compaction: CompactionFigure = {
	id: 'c1',
	at: noon,
	trigger: 'manual',
	preTokens: 186_000,
	postTokens: 14_000,
	durationMs: 9000,
	costUsd: 0.04,
	paysOffAfterMessages: null,
	messagesSince: 0,
};
const compact = {type: 'compact', instructions: null} as const;

describe('an idle session', () => {
	test('is compacted, and the compaction in its transcript is the evidence', async () => {
		const claude = createFakeClaude();
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(20_000);
		expect(claude.submitted).toEqual(['/compact ']);
		claude.change({compactions: [compaction]});
		expect(await performing).toMatchObject({
			outcome: 'done',
			reason: null,
			before: {contextTokens: 186_000},
			after: {contextTokens: 14_000},
			costUsd: 0.04,
		});
	});

	test('with a draft that comes back late is compacted, not queued: what it is busy with is the compaction', async () => {
		const claude = createFakeClaude();
		claude.box = 'my draft';
		claude.broken.restore = true;
		// From Enter on.
		claude.at(700, () => {
			claude.busy = true;
		});
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(20_000);
		expect(claude.submitted).toEqual(['/compact ']);
		claude.change({compactions: [compaction]});
		expect(await performing).toMatchObject({outcome: 'done'});
		expect(claude.box).toBe('my draft');
	});

	test('gets the text first and Enter separately', async () => {
		const claude = createFakeClaude();
		void perform({type: 'compact', instructions: 'keep the\nAPI names'}, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(100);
		expect(claude.pressed).toEqual(['/compact keep the API names', 'enter']);
		expect(claude.now() - 1_000_000).toBeGreaterThan(300);
	});

	test('is cleared, and the new conversation under the same process is the evidence', async () => {
		const claude = createFakeClaude();
		const performing = perform({type: 'clear'}, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({sessionId: 'new'});
		expect(await performing).toMatchObject({outcome: 'done', after: {sessionId: 'new'}});
	});

	test('takes a prompt, and the line in the transcript is the evidence, also when it is cut', async () => {
		const claude = createFakeClaude();
		const text = `${'Explain this. '.repeat(30)}And that.`;
		const performing = perform({type: 'prompt', text}, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({lastPrompt: {at: noon, text: 'another one, from somewhere else', count: 1}});
		claude.change({lastPrompt: {at: noon, text: `${text.slice(0, 199)}…`, count: 2}});
		expect(await performing).toMatchObject({outcome: 'done'});
	});

	test('a prompt that is a command for a new conversation has that for evidence', async () => {
		const claude = createFakeClaude();
		const performing = perform({type: 'prompt', text: '/clear the-old-one'}, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({sessionId: 'new'});
		expect(await performing).toMatchObject({outcome: 'done', reason: null});
	});

	test('that shows nothing in 90 s is reported as "not confirmed", never as done', async () => {
		const claude = createFakeClaude();
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(89_000);
		await vi.advanceTimersByTimeAsync(2000);
		expect(await performing).toMatchObject({outcome: 'sent', reason: 'not confirmed after 90 s'});
	});

	test('with too little to compact: the refusal is Claude Code’s own', async () => {
		const claude = createFakeClaude();
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({lastNotice: {at: noon, id: 'n1', text: 'Not enough messages to compact.'}});
		expect(await performing).toMatchObject({outcome: 'failed', reason: 'Not enough messages to compact.'});
	});

	test('that does not know a command says so at once', async () => {
		const claude = createFakeClaude();
		const performing = perform({type: 'prompt', text: '/nosuch'}, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({lastNotice: {at: noon, id: 'n1', text: 'Unknown command: /nosuch'}});
		expect(await performing).toMatchObject({outcome: 'failed', reason: 'Unknown command: /nosuch'});
	});

	test('an earlier compaction or notice proves nothing', async () => {
		const claude = createFakeClaude();
		claude.change({
			compactions: [compaction],
			lastNotice: {at: noon, id: 'n0', text: 'Not enough messages to compact.'},
		});
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(100_000);
		expect(await performing).toMatchObject({outcome: 'sent'});
	});

	test('that ends meanwhile failed, and says so', async () => {
		const claude = createFakeClaude();
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({state: 'exited'});
		expect(await performing).toMatchObject({outcome: 'failed', reason: 'the session ended first'});
	});

	test('the price of a compaction may come a moment after it', async () => {
		const claude = createFakeClaude();
		const performing = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		claude.change({compactions: [{...compaction, costUsd: null}]});
		await vi.advanceTimersByTimeAsync(800);
		claude.change({compactions: [compaction]});
		expect(await performing).toMatchObject({outcome: 'done', costUsd: 0.04});
	});
});

describe('a busy session', () => {
	test('queues the command', async () => {
		const claude = createFakeClaude();
		claude.busy = true;
		expect(await perform(compact, claude.session, claude.deps)).toMatchObject({outcome: 'queued', reason: null});
		expect(claude.queue).toEqual(['/compact ']);
	});

	test('says how it ended once the queue got to it', async () => {
		const claude = createFakeClaude();
		claude.busy = true;
		const settled: Outcome[] = [];
		await perform(compact, claude.session, claude.deps, outcome => settled.push(outcome));
		await vi.advanceTimersByTimeAsync(600_000);
		expect(settled).toEqual([]);
		claude.change({compactions: [compaction]});
		await vi.advanceTimersByTimeAsync(0);
		expect(settled).toMatchObject([{outcome: 'done', costUsd: 0.04}]);
	});

	test('that somebody clears first takes the queued prompt in its new conversation', async () => {
		const claude = createFakeClaude();
		claude.busy = true;
		const settled: Outcome[] = [];
		const prompt = {type: 'prompt', text: 'go on with the tests'} as const;
		await perform(prompt, claude.session, claude.deps, outcome => settled.push(outcome));
		claude.change({sessionId: 'new', lastPrompt: null});
		await vi.advanceTimersByTimeAsync(2000);
		expect(settled).toEqual([]);
		claude.change({lastPrompt: {at: noon, text: 'go on with the tests', count: 1}});
		await vi.advanceTimersByTimeAsync(0);
		expect(settled).toMatchObject([{outcome: 'done', reason: expect.stringContaining('new conversation')}]);
	});

	test('that is idle again for 90 s without a sign of the command: not confirmed', async () => {
		const claude = createFakeClaude();
		claude.busy = true;
		claude.change({state: 'busy'});
		const settled: Outcome[] = [];
		await perform(compact, claude.session, {...claude.deps, now: Date.now}, outcome => settled.push(outcome));
		await vi.advanceTimersByTimeAsync(300_000);
		expect(settled).toEqual([]);
		claude.change({state: 'idle', stateSince: Date.now()});
		await vi.advanceTimersByTimeAsync(89_000);
		expect(settled).toEqual([]);
		await vi.advanceTimersByTimeAsync(3000);
		expect(settled).toMatchObject([{outcome: 'sent', reason: 'not confirmed after 90 s'}]);
	});
});

describe('nothing is typed', () => {
	test.each([
		['a dialog', {dialogWanted: true}, /waiting \(permission prompt\): answer that first/],
		['copy-mode', {obstacle: 'its tmux pane is in copy-mode: press q there to leave it'}, /copy-mode: press q/],
		['a process that is gone', {alive: false}, 'its process has ended'],
		['a draft over a stashed one', {box: 'draft', stash: 'older'}, /only one can be stashed/],
	])('%s', async (_, state, reason) => {
		const claude = createFakeClaude();
		Object.assign(claude, state);
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringMatching(reason)});
		expect(claude.pressed).toEqual([]);
	});

	test('another conversation in the meantime', async () => {
		const claude = createFakeClaude();
		const {session} = claude;
		claude.change({sessionId: 'another'});
		expect(await perform({type: 'clear'}, session, claude.deps)).toMatchObject({
			outcome: 'refused',
			reason: 'it is in another conversation now: look again',
		});
		expect(claude.pressed).toEqual([]);
	});

	test('a session that went on as a background job', async () => {
		const claude = createFakeClaude();
		const freshStatus = () => ({...claude.deps.freshStatus(claude.session)!, parkedJobId: 'f7e3855d'});
		const outcome = await perform(compact, claude.session, {...claude.deps, freshStatus});
		expect(outcome.reason).toBe('it continues in the background as job f7e3855d: use that row');
	});

	test.each([
		[{type: 'prompt', text: ' \x1b '} as const, 'there is no text to send'],
		[{type: 'prompt', text: '!rm -r build'} as const, /would run in the shell/],
	])('%j', async (action, reason) => {
		const claude = createFakeClaude();
		const outcome = await perform(action, claude.session, claude.deps);
		expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringMatching(reason)});
		expect(claude.pressed).toEqual([]);
	});

	test('a second action on the same session while the first is typing', async () => {
		const claude = createFakeClaude();
		void perform(compact, claude.session, claude.deps);
		expect(await perform({type: 'clear'}, claude.session, claude.deps)).toMatchObject({
			outcome: 'refused',
			reason: 'another action on it is typing: try again',
		});
	});

	test('a key pressed twice, though the first compaction may take minutes', async () => {
		const claude = createFakeClaude();
		const first = perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		expect(await perform(compact, claude.session, claude.deps)).toMatchObject({
			outcome: 'refused',
			reason: 'a compact of it is already under way',
		});
		claude.change({compactions: [compaction]});
		expect(await first).toMatchObject({outcome: 'done'});
		void perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(500);
		expect(claude.submitted).toEqual(['/compact ', '/compact ']);
	});

	test('a session without a way to its keyboard: the reason is the way’s', async () => {
		const claude = createFakeClaude();
		const reach = async () => ({ok: false, reason: 'it runs in a plain terminal'}) as const;
		const outcome = await perform(compact, claude.session, {...claude.deps, reach});
		expect(outcome).toMatchObject({outcome: 'refused', reason: 'it runs in a plain terminal'});
	});
});

test('a session is ended without its keyboard, even while it waits for an answer', async () => {
	const claude = createFakeClaude();
	claude.dialogWanted = true;
	expect(await perform({type: 'end'}, claude.session, claude.deps)).toMatchObject({outcome: 'done'});
	expect([claude.alive, claude.pressed, claude.answeredDialogs]).toEqual([false, [], 0]);
});
