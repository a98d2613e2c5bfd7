/** The mouse in a real terminal: asked for while the screen stands, and at no other time. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let tmux: Tmux;
beforeEach(async () => {
	folder = temporaryFolder();
	tmux = await startTmux();
});
afterEach(async () => {
	await tmux.close();
	folder.remove();
});

async function open(config: string): Promise<Pane> {
	mkdirSync(folder.at('.config', 'ccmon'), {recursive: true});
	writeFileSync(folder.at('.config', 'ccmon', 'config.toml'), config);
	const env = ccmonEnvironment(folder.path);
	// In a shell: what is left of the terminal after it can be asked.
	const pane = await tmux.open({command: ['sh', '-c', `${ccmonCommand.join(' ')} --demo; exec sleep 600`], env});
	await pane.waitFor('q quit');
	return pane;
}

const flags = '#{mouse_standard_flag}#{mouse_sgr_flag}';
/** Sends a report as a terminal would. */
const report = (pane: Pane, text: string) =>
	tmux.command('send-keys', '-t', pane.id, '-H', ...[...Buffer.from(`\u001B[<${text}`)].map(byte => byte.toString(16)));

test('the wheel and a click choose rows, and the terminal is left as it was', async () => {
	const pane = await open('mouse = true\n');
	await waitFor(async () => (await pane.ask(flags)) === '11', {what: 'the mouse to be asked for'});
	await pane.waitFor(/▸ +docs/);
	await report(pane, '65;10;5M');
	await pane.waitFor(/▸ +api-refactor/);
	await report(pane, '0;10;5M');
	await pane.waitFor(/▸ +docs/);
	await pane.press('q');
	await waitFor(async () => (await pane.ask(flags)) === '00', {what: 'the mouse to be given back'});
});

test('without a word in the config the mouse is the terminal’s own', async () => {
	const pane = await open('');
	expect(await pane.ask(flags)).toBe('00');
});
