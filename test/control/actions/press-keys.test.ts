import {describe, expect, test} from 'vitest';
import {perform} from '../../../source/control/actions/perform.ts';
import {createFakeClaude, type FakeClaude} from '../../support/fake-claude.ts';

test('a turn is interrupted with one escape', async () => {
	const claude = createFakeClaude();
	claude.busy = true;
	expect(await perform({type: 'interrupt'}, claude.session, claude.deps)).toMatchObject({outcome: 'done'});
	expect(claude.pressed).toEqual(['escape']);
});

test('presses escape twice in vim’s insert mode', async () => {
	const claude = createFakeClaude();
	claude.busy = true;
	claude.vimInsert = true;
	expect(await perform({type: 'interrupt'}, claude.session, claude.deps)).toMatchObject({outcome: 'done'});
	expect(claude.pressed).toEqual(['escape', 'escape']);
});

test('the second is not pressed once the turn has ended', async () => {
	const claude = createFakeClaude();
	claude.busy = true;
	claude.vimInsert = true;
	claude.at(15, () => {
		claude.busy = false;
	});
	await perform({type: 'interrupt'}, claude.session, claude.deps);
	expect(claude.pressed).toEqual(['escape']);
});

test('does not interrupt an idle session, where escape means something else', async () => {
	const claude = createFakeClaude();
	expect(await perform({type: 'interrupt'}, claude.session, claude.deps)).toMatchObject({
		outcome: 'refused',
		reason: 'it is not busy',
	});
	expect(claude.pressed).toEqual([]);
});

test('a session that is being compacted, or will be behind its turn, is not compacted again; a prompt is queued behind that', async () => {
	const claude = createFakeClaude();
	claude.busy = true;
	for (const [compaction, reason] of [
		['running', 'it is being compacted already'],
		['queued', 'a /compact is queued there already'],
	] as const) {
		claude.compaction = compaction;
		for (const instructions of [null, 'keep the names'])
			expect(await perform({type: 'compact', instructions}, claude.session, claude.deps)).toMatchObject({
				...{outcome: 'refused', reason},
			});
	}
	expect(claude.pressed).toEqual([]);
	expect(await perform({type: 'prompt', text: 'go on'}, claude.session, claude.deps)).toMatchObject({
		outcome: 'queued',
	});
});

test('a compaction that begins while /compact is being typed is noticed, and the text is taken back', async () => {
	for (const ms of [60, 130, 200, 300, 450]) {
		const claude = createFakeClaude();
		claude.at(ms, () => {
			claude.busy = true;
			claude.compaction = 'running';
		});
		const {outcome, reason} = await perform({type: 'compact', instructions: null}, claude.session, claude.deps);
		expect({ms, outcome, reason, box: claude.box, submitted: claude.submitted}).toEqual({
			...{ms, outcome: 'refused', reason: 'it is being compacted already'},
			...{box: '', submitted: []},
		});
	}
});

describe('what nobody asked for just now', () => {
	const stop = new AbortController();
	const compact = (claude: FakeClaude) =>
		perform({type: 'compact', instructions: null}, claude.session, {
			...claude.deps,
			isUnasked: true,
			signal: stop.signal,
		});

	test('is not typed into a session that is busy, since when on its row or not', async () => {
		const claude = createFakeClaude();
		claude.busy = true;
		expect(await compact(claude)).toMatchObject({outcome: 'refused', reason: 'it is busy now'});
		const started = createFakeClaude();
		started.at(200, () => {
			started.busy = true;
		});
		expect(await compact(started)).toMatchObject({outcome: 'refused', reason: 'it is busy now'});
		expect([claude.pressed, started.box, claude.submitted, started.submitted]).toEqual([[], '', [], []]);
	});

	test('does not set a draft aside', async () => {
		const claude = createFakeClaude();
		claude.box = 'half a thought';
		expect(await compact(claude)).toMatchObject({outcome: 'refused', reason: 'somebody is writing a prompt there'});
		expect([claude.pressed, claude.box]).toEqual([[], 'half a thought']);
	});

	test('is typed into an idle session', async () => {
		const claude = createFakeClaude();
		const done = compact(claude);
		await expect.poll(() => claude.submitted).toEqual(['/compact ']);
		stop.abort();
		expect(await done).toMatchObject({outcome: 'sent'});
	});
});
