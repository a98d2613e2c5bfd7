import {safeParse} from 'valibot';
import {expect, test} from 'vitest';
import {parseReply, parseRequest, screenSchema} from '../../../../source/control/terminals/socket/protocol.ts';

test.each([
	['{"id":1,"method":"hello"}', {id: 1, method: 'hello'}],
	[
		'{"id":2,"method":"type","text":"two\\nlines","form":"lines"}',
		{id: 2, method: 'type', text: 'two\nlines', form: 'lines'},
	],
	['{"id":3,"method":"key","key":"ctrl+s","times":1}', {id: 3, method: 'key', key: 'ctrl+s', times: 1}],
])('a request: %s', (line, request) => {
	expect(parseRequest(line)).toEqual(request);
});

test.each([
	['no JSON', 'type hello'],
	['nothing', ''],
	['a list', '[1]'],
	['null', 'null'],
	['a method nobody knows', '{"id":1,"method":"run","text":"x"}'],
	['a method of objects', '{"id":1,"method":"constructor"}'],
	['no id', '{"method":"hello"}'],
	['an id that is a text', '{"id":"1","method":"hello"}'],
	['more than was asked', '{"id":1,"method":"hello","text":"x"}'],
	['an empty text', '{"id":1,"method":"type","text":"","form":"lines"}'],
	[
		'a text of over 100,000 characters',
		JSON.stringify({id: 1, method: 'type', text: 'x'.repeat(100_001), form: 'lines'}),
	],
	['a text that ends its own paste', '{"id":1,"method":"type","text":"\\u001b[201~\\r","form":"lines"}'],
	['a text with Enter in it', '{"id":1,"method":"type","text":"yes\\r","form":"lines"}'],
	['a text with Ctrl-C in it', '{"id":1,"method":"type","text":"\\u0003","form":"lines"}'],
	['a text with an 8-bit control', '{"id":1,"method":"type","text":"\\u009b201~","form":"lines"}'],
	['a form that is none', '{"id":1,"method":"type","text":"x","form":"keys"}'],
	['a key that is a text', '{"id":1,"method":"key","key":"y","times":1}'],
	['no number of times', '{"id":1,"method":"key","key":"enter"}'],
	['a negative number of times', '{"id":1,"method":"key","key":"enter","times":-1}'],
	['half a time', '{"id":1,"method":"key","key":"enter","times":0.5}'],
	['an answer of two digits', '{"id":1,"method":"answer","digit":12,"dialog":"{}"}'],
	['an answer to no dialog', '{"id":1,"method":"answer","digit":1}'],
	['too many times', '{"id":1,"method":"key","key":"enter","times":1e9}'],
])('is no request: %s', (_, line) => {
	expect(parseRequest(line)).toBeNull();
});

test('a reply is checked, too', () => {
	expect(parseReply('{"id":1,"ok":true,"result":{"sent":true}}')).toEqual({id: 1, ok: true, result: {sent: true}});
	expect(parseReply('{"id":1,"ok":"yes"}')).toBeNull();
	expect(parseReply('{"id":1,"ok":false,"reason":7}')).toBeNull();
});

test.each([
	['colours', ['\u001b[0;2;38;5;7mdim\u001b[0m', '', '❯ 日本'], true],
	['a title', ['\u001b]0;mine\u0007'], false],
	['a cursor that moves', ['\u001b[2J'], false],
	['a line break', ['a\nb'], false],
	['a bare ESC', ['\u001b'], false],
])('a screen may hold colours and nothing that moves: %s', (_, rows, isFine) => {
	expect(safeParse(screenSchema, {columns: 80, rows}).success).toBe(isFine);
});
