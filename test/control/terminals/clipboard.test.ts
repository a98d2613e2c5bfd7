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

test('copies without line breaks, so that a paste runs nothing', async () => {
	const written: string[] = [];
	await copyText('aaaa1111\r\nrm -rf work\n\u001B[201~x', {}, text => written.push(text));
	const [, text = ''] = /^\u001B\]52;c;([A-Za-z\d+/=]+)\u0007$/.exec(written.join('')) ?? [];
	expect(Buffer.from(text, 'base64').toString()).toBe('aaaa1111 rm -rf work x');
});
