import {expect, test} from 'vitest';
import {destinationMistake, hostNameFor, hostNameMistake} from '../../../source/core/config/hosts.ts';

test.each([
	'box',
	'user@box',
	'user@box.example.com',
	'ssh://user@box:2222',
	'10.0.0.7',
	'fe80::1%eth0',
	'a-b_c',
	'user@[::1]',
])('%s is a destination', destination => {
	expect(destinationMistake(destination)).toBeNull();
});

test.each([
	'',
	'-oProxyCommand=id',
	'--',
	'box id',
	'box;id',
	'box$(id)',
	'box`id`',
	'box\nid',
	"box'",
	'box\u001b[31m',
])('%j is none', destination => {
	expect(destinationMistake(destination)).toMatch(/ssh/);
});

test.each([
	['user@box.example.com', 'box'],
	['box', 'box'],
	['ssh://ada@build:2222', 'build'],
	['ada@10.0.0.7', '10-0-0-7'],
	['ada@[fe80::1]', 'fe80-1'],
	['-x', 'x'],
])('%s is called %s', (destination, name) => {
	expect(hostNameFor(destination)).toBe(name);
	expect(hostNameMistake(name)).toBeNull();
});
