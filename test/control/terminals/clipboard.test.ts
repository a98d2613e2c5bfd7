import {expect, test} from 'vitest';
import {copyText} from '../../../source/control/terminals/clipboard.ts';

test('outside tmux the terminal is asked by OSC 52', async () => {
	const written: string[] = [];
	await copyText('aaaa1111-id', {}, text => written.push(text));
	expect(written).toEqual(['\u001B]52;c;YWFhYTExMTEtaWQ=\u0007']);
});

test('where tmux cannot be asked the terminal is', async () => {
	const written: string[] = [];
	await copyText('x', {TMUX: '/nowhere/socket,1,0', TMUX_PANE: '%1'}, text => written.push(text));
	expect(written).toHaveLength(1);
});
