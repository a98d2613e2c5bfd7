import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {openBareTerminal} from '../support/bare-terminal.ts';
import {baseEnvironment, temporaryFolder} from '../support/environment.ts';

const root = path.join(import.meta.dirname, '../..');
const url = (file: string) => JSON.stringify(pathToFileURL(path.join(root, file)).href);

/** An Ink screen that shows each key it gets; `x` gives the terminal to a program that reads three keys. */
const program = `
import {spawn} from 'node:child_process';
import {createElement, useState} from ${url('node_modules/react/index.js')};
import {render, Text, useApp, useInput} from ${url('node_modules/ink/build/index.js')};
import {releaseInput} from ${url('source/ui/release-input.ts')};
const reader = 'stty raw -echo; printf "your turn"; dd bs=1 count=3 2>/dev/null | tr abc ABC; printf " done"; sleep 0.1; stty sane';
let rounds = 0;
function Screen() {
	const {suspendTerminal} = useApp();
	const [keys, setKeys] = useState('');
	useInput(async input => {
		setKeys(before => before + input);
		if (input !== 'x') return;
		await suspendTerminal(async () => {
			await releaseInput(process.stdin);
			await new Promise(resolve => spawn('sh', ['-c', reader], {stdio: 'inherit'}).on('exit', resolve));
		});
		setKeys('back ' + ++rounds + ' ');
	});
	return createElement(Text, null, 'keys: ' + keys);
}
render(createElement(Screen), {interactive: true, alternateScreen: true});
`;

test('keys typed while another program has the terminal are all for that program, and those after it are not', async () => {
	const folder = temporaryFolder();
	writeFileSync(folder.at('screen.mjs'), program);
	const terminal = await openBareTerminal({
		command: [path.join(root, 'node_modules/.bin/node'), folder.at('screen.mjs')],
		cwd: folder.path,
		env: baseEnvironment(),
	});
	try {
		await terminal.waitFor('keys:');
		for (let round = 1; round <= 8; round++) {
			terminal.type('x');
			await terminal.waitFor('your turn');
			for (const key of 'abc') terminal.type(key);
			await terminal.waitFor('ABC done');
			await terminal.waitFor(`keys: back ${round}`);
			terminal.type('k');
			await terminal.waitFor(`back ${round} k`);
		}
		expect(await terminal.screen()).not.toMatch(/[abc]+$/);
	} finally {
		await terminal.close();
		folder.remove();
	}
});
