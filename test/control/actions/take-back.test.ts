/** What ccmon typed is taken out of the box again, and nothing else; a draft that was set aside comes back. */
import {describe, expect, test} from 'vitest';
import type {TypingDependencies} from '../../../source/control/actions/read-box.ts';
import {cleanUp, cleanUpLater, restoreDraft} from '../../../source/control/actions/take-back.ts';
import {createFakeClaude, type FakeClaude} from '../../support/fake-claude.ts';

async function typing(fields: Partial<FakeClaude> = {}, more: Partial<TypingDependencies> = {}) {
	const claude = Object.assign(createFakeClaude(), fields);
	const reach = await claude.deps.reach(claude.session);
	if (!reach.ok || reach.way.type !== 'keyboard') throw new Error('it has no keyboard');
	const deps: TypingDependencies = {
		keyboard: await reach.way.open(),
		refuse: () => null,
		isGone: () => !claude.alive,
		now: claude.now,
		sleep: claude.deps.sleep,
		...more,
	};
	return {claude, deps};
}

const text = 'Explain how the parser skips records that were cut off, and why it does';

describe('taking back', () => {
	test('empties a box that holds the text, a row at a time', async () => {
		const {claude, deps} = await typing({box: text});
		expect(await cleanUp(text, deps)).toBeNull();
		expect(claude.box).toBe('');
		expect(new Set(claude.pressed)).toEqual(new Set(['ctrl+u']));
	});

	test('empties a box that got only the beginning of it', async () => {
		const {claude, deps} = await typing({box: text.slice(0, 20)});
		expect(await cleanUp(text, deps)).toBeNull();
		expect(claude.box).toBe('');
	});

	test('leaves what the person had typed before it', async () => {
		const {claude, deps} = await typing({box: `my own words ${text}`});
		const left = await cleanUp(text, deps);
		expect(claude.box.trim()).toBe('my own words');
		expect(left).toContain('is left in its prompt box, not sent');
	});

	test('touches nothing where the person typed behind it, and says what is left', async () => {
		const {claude, deps} = await typing({box: `${text} and my own words`});
		expect(await cleanUp(text, deps)).toBe(
			'“Explain how the parser skips records th…” is left in its prompt box, not sent',
		);
		expect(claude.box).toBe(`${text} and my own words`);
		expect(claude.pressed).toEqual([]);
	});

	test('presses nothing while a dialog is open, and gives up after three seconds', async () => {
		const {claude, deps} = await typing({box: text, dialogWanted: true});
		const before = claude.now();
		expect(await cleanUp(text, deps)).toContain('is left in its prompt box');
		expect(claude.pressed).toEqual([]);
		expect(claude.answeredDialogs).toBe(0);
		expect(claude.now() - before).toBeGreaterThan(3000);
		expect(claude.now() - before).toBeLessThan(3500);
	});

	test('waits for a dialog that closes in time', async () => {
		const {claude, deps} = await typing({box: text, dialogWanted: true});
		claude.at(1000, () => {
			claude.dialogWanted = false;
		});
		expect(await cleanUp(text, deps)).toBeNull();
		expect(claude.box).toBe('');
	});

	test('says nothing if the session’s terminal is gone', async () => {
		const {claude, deps} = await typing({box: text, alive: false, outlivesSession: false});
		expect(await cleanUp(text, deps)).toBeNull();
		expect(claude.pressed).toEqual([]);
	});

	test('warns of the shell that has read the text in place of Claude Code, and presses nothing there', async () => {
		const {claude, deps} = await typing({box: text, alive: false});
		expect(await cleanUp('rm -r build\nsecond line', deps)).toBe(
			'“rm -r build” may be in the shell there, not run: clear that line before you press Enter',
		);
		expect(claude.shell).toBe('');
	});

	test('does not claim that it is in the box of a session that was suspended just then', async () => {
		const {claude, deps} = await typing({box: ''});
		const suspended = async () => ({kind: 'elsewhere', reason: 'it is suspended', away: true}) as const;
		const keyboard = {...deps.keyboard, read: suspended};
		expect(await cleanUp('rm -r build', {...deps, keyboard})).toBe(
			'“rm -r build” may be in the shell there or in its prompt box, not sent: look before you press Enter',
		);
		expect(claude.pressed).toEqual([]);
	});
});

describe('a draft that was set aside', () => {
	test('is restored by Ctrl+S when nothing was submitted', async () => {
		const {claude, deps} = await typing({stash: 'half a thought'});
		expect(await restoreDraft('half a thought', 'nothing', deps)).toBeNull();
		expect(claude).toMatchObject({box: 'half a thought', stash: null, pressed: ['ctrl+s']});
	});

	test('is left to Claude Code after a submit, since the key would stash it again', async () => {
		const {claude, deps} = await typing({stash: 'half a thought'});
		claude.at(1000, () => Object.assign(claude, {box: 'half a thought', stash: null}));
		expect(await restoreDraft('half a thought', 'submit', deps)).toBeNull();
		expect(claude).toMatchObject({box: 'half a thought', pressed: []});
	});

	test('is restored two seconds after a submit if Claude Code did not do it', async () => {
		const {claude, deps} = await typing({stash: 'half a thought'});
		const submittedAt = claude.now();
		expect(await restoreDraft('half a thought', 'submit', deps)).toBeNull();
		expect(claude).toMatchObject({box: 'half a thought', pressed: ['ctrl+s']});
		expect(claude.now() - submittedAt).toBeGreaterThanOrEqual(2000);
	});

	test('stays stashed while the guard refuses, and the person reads which key brings it back', async () => {
		const {claude, deps} = await typing({stash: 'half a thought'}, {refuse: () => 'it is not the same process'});
		expect(await restoreDraft('half a thought', 'nothing', deps)).toBe(
			'its draft is still stashed: ctrl+s there brings it back',
		);
		expect(claude).toMatchObject({box: '', stash: 'half a thought', pressed: []});
	});

	test('stays stashed while the person writes something else', async () => {
		const {claude, deps} = await typing({stash: 'half a thought', box: 'another one'});
		expect(await restoreDraft('half a thought', 'nothing', deps)).toContain('still stashed');
		expect(claude).toMatchObject({box: 'another one', pressed: []});
	});

	test('is not looked for if there was none', async () => {
		const {claude, deps} = await typing();
		const before = claude.now();
		expect(await restoreDraft('', 'nothing', deps)).toBeNull();
		expect(claude.now()).toBe(before);
	});
});

describe('a box that something hides', () => {
	test('is tidied up once it is visible again, and the draft restored', async () => {
		const {claude, deps} = await typing({box: text, stash: 'half a thought', obstacle: 'it is in copy-mode'});
		claude.at(60_000, () => {
			claude.obstacle = null;
		});
		await cleanUpLater(text, 'half a thought', deps);
		expect(claude).toMatchObject({box: 'half a thought', stash: null, lost: []});
	});

	test.each(['something else', `my own words ${text}`])('is left alone when by then it holds %j', async box => {
		const {claude, deps} = await typing({box: text, stash: 'half a thought', obstacle: 'it is in copy-mode'});
		claude.at(60_000, () => Object.assign(claude, {obstacle: null, box}));
		await cleanUpLater(text, 'half a thought', deps);
		expect(claude).toMatchObject({box, stash: 'half a thought', pressed: []});
	});

	test('is given up after ten minutes', async () => {
		const {claude, deps} = await typing({box: text, obstacle: 'it is in copy-mode'});
		const before = claude.now();
		await cleanUpLater(text, '', deps);
		expect(claude.now() - before).toBeGreaterThanOrEqual(600_000);
		expect(claude.now() - before).toBeLessThan(601_000);
		expect(claude.box).toBe(text);
	});

	test('is not waited for after the person gave up', async () => {
		const {claude, deps} = await typing({box: text, obstacle: 'it is in copy-mode'}, {signal: AbortSignal.abort()});
		const before = claude.now();
		await cleanUpLater(text, '', deps);
		expect(claude.now()).toBe(before);
	});
});
