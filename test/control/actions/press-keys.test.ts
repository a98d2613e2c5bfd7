import {expect, test} from 'vitest';
import {perform} from '../../../source/control/actions/perform.ts';
import {createFakeClaude} from '../../support/fake-claude.ts';

test('a turn is interrupted with one escape', async () => {
	const claude = createFakeClaude();
	claude.busy = true;
	expect(await perform({type: 'interrupt'}, claude.session, claude.deps)).toMatchObject({outcome: 'done'});
	expect(claude.pressed).toEqual(['escape']);
});

test('in vim’s insert mode, which the first leaves, it takes a second one', async () => {
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

test('an idle one is not: escape means other things there', async () => {
	const claude = createFakeClaude();
	expect(await perform({type: 'interrupt'}, claude.session, claude.deps)).toMatchObject({
		outcome: 'refused',
		reason: 'it is not busy',
	});
	expect(claude.pressed).toEqual([]);
});
