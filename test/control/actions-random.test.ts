/** Whatever happens while ccmon types, and whenever: no dialog answered, no draft lost, nothing but the command submitted. */
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {comparable} from '../../source/claude/screen/comparable.ts';
import {perform} from '../../source/control/actions/perform.ts';
import {createFakeClaude, type FakeClaude, linesRun} from '../support/fake-claude.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const events: Record<string, (claude: FakeClaude) => void> = {
	'a dialog is wanted': claude => {
		claude.dialogWanted = true;
	},
	'the dialog is answered by the person': claude => {
		claude.dialogWanted = false;
	},
	'the turn begins': claude => {
		claude.busy = true;
	},
	'the turn ends': claude => {
		claude.busy = false;
	},
	'copy-mode is entered': claude => {
		claude.obstacle = 'its tmux pane is in copy-mode: press q there to leave it';
	},
	'copy-mode is left': claude => {
		claude.obstacle = null;
	},
	'the process exits': claude => {
		claude.alive = false;
		claude.change({state: 'exited'});
	},
	'the person clears': claude => {
		claude.change({sessionId: 'another'});
	},
	'the person types': claude => {
		claude.humanTypes('words ');
	},
};

const scenario = fc.record({
	draft: fc.constantFrom('', 'my draft', 'a draft\nof two lines', '/compact'),
	stash: fc.constantFrom(null, 'an old stash'),
	busy: fc.boolean(),
	keyMs: fc.integer({min: 1, max: 120}),
	text: fc.constantFrom(
		'/compact',
		'/clear',
		'/compact keep the API',
		'a prompt of its own',
		'two\ntouch sentinel\nlines',
		'x'.repeat(500),
	),
	events: fc.array(fc.tuple(fc.integer({min: 0, max: 4000}), fc.constantFrom(...Object.keys(events))), {maxLength: 5}),
});

test('random events at random moments', async () => {
	const outcomes = new Map<string, number>();
	await fc.assert(
		fc.asyncProperty(scenario, async run => {
			const claude = createFakeClaude(run.keyMs);
			Object.assign(claude, {box: run.draft, stash: run.stash, busy: run.busy});
			let typed = '';
			let typedAt = 0;
			for (const [ms, name] of run.events) {
				claude.at(ms, () => {
					const before = claude.box.length;
					events[name]!(claude);
					if (name === 'the person types') {
						typed += claude.box.slice(before);
						typedAt = claude.now();
					}
				});
			}
			const performing = perform({type: 'prompt', text: run.text}, claude.session, claude.deps);
			await vi.advanceTimersByTimeAsync(100_000);
			const outcome = await performing;
			outcomes.set(outcome.outcome, (outcomes.get(outcome.outcome) ?? 0) + 1);

			expect(claude.answeredDialogs).toBe(0);
			expect(linesRun(claude.shell)).toEqual([]);
			// Somebody who types between the last look and a key cannot be seen by anything outside Claude Code.
			const isSeen = (at: number) => at - typedAt > 2 * run.keyMs;
			expect(claude.lost.filter(({at}) => isSeen(at))).toEqual([]);
			const sent = [...claude.submitted, ...claude.queue];
			if (isSeen(claude.submittedAt))
				expect(sent.filter(text => comparable(text) !== comparable(run.text))).toEqual([]);
			// `failed` may also mean that it was submitted and then came to nothing.
			if (outcome.outcome !== 'failed') expect(sent.length).toBe(outcome.outcome === 'refused' ? 0 : 1);
			if (claude.alive && typed === '') {
				const kept = [claude.box, claude.stash ?? ''].map(comparable);
				for (const text of [run.draft, run.stash ?? ''])
					expect(kept.some(one => one.includes(comparable(text)))).toBe(true);
			}
			// No other evidence is ever given here, so nothing else may count as done.
			const isCleared = run.text === '/clear' && run.events.some(([, name]) => name === 'the person clears');
			if (!isCleared) expect(outcome.outcome).not.toBe('done');
		}),
		{numRuns: 3000},
	);
	expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['failed', 'queued', 'refused', 'sent']));
});
