/** What is in the box before, while and after ccmon types, against a simulated Claude Code. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {perform} from '../../../source/control/actions/perform.ts';
import {createFakeClaude, linesRun} from '../../support/fake-claude.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const prompt = (text: string) => ({type: 'prompt', text}) as const;
const compact = {type: 'compact', instructions: null} as const;

describe('a draft', () => {
	test('is set aside and found again', async () => {
		const claude = createFakeClaude();
		claude.box = 'my own\nwords';
		void perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(100);
		expect(claude.pressed).toEqual(['ctrl+s', '/compact ', 'enter']);
		expect([claude.submitted, claude.box, claude.stash]).toEqual([['/compact '], 'my own\nwords', null]);
	});

	test('that Claude Code does not put back is fetched with ctrl+s', async () => {
		const claude = createFakeClaude();
		Object.assign(claude, {box: 'my own words', broken: {restore: true}});
		void perform(compact, claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(100);
		expect([claude.box, claude.stash]).toEqual(['my own words', null]);
	});

	test('that cannot be set aside stays, and nothing is typed', async () => {
		const claude = createFakeClaude();
		Object.assign(claude, {box: 'my own words', broken: {stash: true}});
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringContaining('could not be set aside')});
		expect([claude.box, claude.submitted]).toEqual(['my own words', []]);
	});
});

test('where a hint looks like a draft, a box with anything in it is left alone', async () => {
	const claude = createFakeClaude();
	Object.assign(claude, {box: 'perhaps a hint', showsColours: false});
	const outcome = await perform(compact, claude.session, claude.deps);
	expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringContaining('a draft looks like a hint')});
	expect([claude.box, claude.stash, claude.pressed]).toEqual(['perhaps a hint', null, []]);
});

describe('what ccmon typed', () => {
	test('is taken back when a dialog is wanted before Enter, and the draft is put back', async () => {
		const claude = createFakeClaude();
		claude.box = 'my own words';
		claude.at(400, () => {
			claude.dialogWanted = true;
		});
		claude.at(5000, () => {
			claude.dialogWanted = false;
		});
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome.outcome).toBe('refused');
		expect(claude.pressed).not.toContain('enter');
		expect([claude.submitted, claude.answeredDialogs]).toEqual([[], 0]);
		expect([claude.box, claude.stash]).toContain('my own words');
	});

	test('is taken back later when something hides the box, and the draft is put back then', async () => {
		const claude = createFakeClaude();
		claude.box = 'my own words';
		claude.at(500, () => {
			claude.obstacle = 'its tmux pane is in copy-mode: press q there to leave it';
		});
		claude.at(60_000, () => {
			claude.obstacle = null;
		});
		const work: Promise<void>[] = [];
		const deps = {...claude.deps, onLater: (later: Promise<void>) => void work.push(later)};
		const outcome = await perform(compact, claude.session, deps);
		expect(outcome.reason).toContain('“/compact” is left in its prompt box, not sent');
		expect(work).toHaveLength(1);
		await Promise.all(work);
		expect([claude.box, claude.stash, claude.submitted]).toEqual(['my own words', null, []]);
		expect(claude.deps.lock(claude.session.pid ?? 0)).not.toBeNull();
	});

	test('is removed from behind what somebody types at the same time, and their words stay', async () => {
		const claude = createFakeClaude();
		claude.at(155, () => claude.humanTypes('mine '));
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome.outcome).toBe('refused');
		expect([claude.box.trim(), claude.submitted]).toEqual(['mine', []]);
	});

	test('stays, with a note, if their words follow it', async () => {
		const claude = createFakeClaude();
		claude.at(300, () => claude.humanTypes(' mine'));
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome.reason).toContain('“/compact” is left in its prompt box, not sent');
		expect([claude.box, claude.submitted]).toEqual(['/compact  mine', []]);
	});

	test('is taken back when the person gives up', async () => {
		const claude = createFakeClaude();
		const controller = new AbortController();
		claude.at(300, () => controller.abort());
		const outcome = await perform(compact, claude.session, {...claude.deps, signal: controller.signal});
		expect(outcome).toMatchObject({outcome: 'refused'});
		expect([claude.box, claude.submitted]).toEqual(['', []]);
	});

	test('is reported and left alone if it stays in the box after Enter', async () => {
		const claude = createFakeClaude();
		claude.broken = {enter: true};
		const outcome = await perform(compact, claude.session, claude.deps);
		expect(outcome).toMatchObject({outcome: 'failed', reason: expect.stringContaining('still in its prompt box')});
		expect(claude.pressed).toEqual(['/compact ', 'enter']);
	});
});

/** There is no room for all of the second text's lines. */
const tooLong = `first line\n${'touch sentinel\n'.repeat(60)}last line`;

describe('several lines', () => {
	const text = 'first line\ntouch sentinel\n\nlast line';

	test('that a pane cannot show are not typed where a shell could get them, else in two pieces', async () => {
		const claude = createFakeClaude();
		const outcome = await perform(prompt(tooLong), claude.session, claude.deps);
		expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringContaining('make it larger')});
		expect(claude.pressed).toEqual([]);
		const alone = createFakeClaude();
		alone.outlivesSession = false;
		void perform(prompt(tooLong), alone.session, alone.deps);
		await vi.advanceTimersByTimeAsync(100);
		expect(alone.submitted).toEqual([tooLong]);
	});

	test('are pasted in two pieces, the second once the first was seen', async () => {
		const claude = createFakeClaude();
		void perform(prompt(text), claude.session, claude.deps);
		await vi.advanceTimersByTimeAsync(100);
		expect(claude.pressed).toEqual(['first line', text.slice('first line'.length), 'enter']);
		expect(claude.submitted).toEqual([text]);
	});

	test('stop after the first piece if Claude Code does not read it', async () => {
		const claude = createFakeClaude();
		claude.broken = {paste: true};
		expect(await perform(prompt(text), claude.session, claude.deps)).toMatchObject({outcome: 'refused'});
		expect(claude.pressed).toEqual(['first line']);
	});

	test('are never run by the shell when Claude Code ends', async () => {
		const standing: string[] = [];
		for (let ms = 0; ms < 1200; ms += 9) {
			const claude = createFakeClaude(7);
			claude.at(ms, () => {
				claude.alive = false;
				claude.change({state: 'exited'});
			});
			const performing = perform(prompt(text), claude.session, claude.deps);
			await vi.advanceTimersByTimeAsync(100_000);
			const outcome = await performing;
			expect(linesRun(claude.shell), `ended after ${ms} ms`).toEqual([]);
			// All there is, or an Enter that came too late.
			if (!claude.shell.replace(/\r$/, '')) continue;
			standing.push(claude.shell);
			expect(outcome.reason).toContain('“first line” may be in the shell there, not run');
		}
		expect(new Set(standing).size).toBeGreaterThan(1);
	});
});
