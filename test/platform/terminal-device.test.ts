import {fstatSync, writeFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {terminalSize, withTerminalDevice} from '../../source/platform/terminal-device.ts';
import {type BareTerminal, openBareTerminal} from '../support/bare-terminal.ts';
import {baseEnvironment, temporaryFolder} from '../support/environment.ts';

let terminal: BareTerminal | undefined;
afterEach(async () => {
	await terminal?.close();
	terminal = undefined;
});

/** A terminal of 97 × 31, and its device. */
async function open(before = ''): Promise<string> {
	const command = ['sh', '-c', `${before} tty; sleep 100`];
	terminal = await openBareTerminal({command, cwd: '/', env: baseEnvironment(), columns: 97, rows: 31});
	return (await terminal.waitFor(/\/dev\/\S+/)).trim();
}

test('the size of a terminal that is not one’s own', async () => {
	const device = await open();
	expect(await terminalSize(device)).toEqual({columns: 97, rows: 31});
	terminal!.resize(120, 40);
	expect(await terminalSize(device)).toEqual({columns: 120, rows: 40});
});

test('one that nobody has given a size has none', async () => {
	const device = await open('stty rows 0 columns 0;');
	await expect(terminalSize(device)).rejects.toThrow(`${device} has no size`);
});

test('what is no terminal has none, and neither has one that is gone', async () => {
	const folder = temporaryFolder();
	writeFileSync(folder.at('file'), '');
	await expect(terminalSize(folder.at('file'))).rejects.toThrow();
	await expect(terminalSize(folder.at('none'))).rejects.toThrow('ENOENT');
	folder.remove();
});

test('a device is open while it is used, and closed also when that fails', async () => {
	let opened = -1;
	const fail = withTerminalDevice(await open(), async fd => {
		opened = fd;
		expect(fstatSync(fd).isCharacterDevice()).toBe(true);
		throw new Error('it failed');
	});
	await expect(fail).rejects.toThrow('it failed');
	expect(() => fstatSync(opened)).toThrow('EBADF');
});
