/** The monitor with a host that floods it: memory stays bounded, keys answer, and nothing of it acts on the terminal. */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const megabytes = 256;
/** Keys pressed while it is flooded; each is waited for. */
const presses = 60;

let folder: TemporaryFolder;
let tmux: Tmux;
let monitor: Pane;

beforeAll(async () => {
	folder = temporaryFolder();
	const host = path.resolve(import.meta.dirname, '../support/flood-child.ts');
	mkdirSync(folder.at('.claude'), {recursive: true});
	mkdirSync(folder.at('.config', 'ccmon'), {recursive: true});
	const exec = JSON.stringify([ccmonCommand[0], host]);
	writeFileSync(folder.at('.config', 'ccmon', 'config.toml'), `[hosts.box]\nexec = ${exec}\n`);
	tmux = await startTmux();
	monitor = await tmux.open({command: ccmonCommand, env: ccmonEnvironment(folder.path), columns: 130, rows: 40});
	await monitor.waitFor(/1000 sessions/, {what: 'its sessions', timeout: 60_000});
});

afterAll(async () => {
	await tmux?.close();
	folder?.remove();
});

/** In megabytes, at its highest. */
const memory = (pid: number) =>
	Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

test('it is not slowed, not filled and not written to', async () => {
	const pid = await monitor.pid();
	const delays: number[] = [];
	const isList = (screen: string) => /SESSION.*HOST/.test(screen);
	for (let press = 0; press < presses; press++) {
		const began = performance.now();
		const opens = press % 2 === 0;
		await monitor.press(opens ? '?' : 'Escape');
		await waitFor(async () => isList(await monitor.screen()) !== opens, {
			what: opens ? 'the help' : 'the list',
			every: 10,
			last: () => monitor.screen(),
		});
		delays.push(performance.now() - began);
		await new Promise(resolve => setTimeout(resolve, 200));
	}
	delays.sort((a, b) => a - b);
	// On a busy machine a key takes longer than the 100 ms that it should; a flood that got through would take seconds.
	expect(delays[presses / 2]).toBeLessThan(1000);
	expect(memory(pid)).toBeLessThan(megabytes);
	expect(await monitor.ask('#{pane_title}')).not.toContain('taken over');
	expect(await monitor.colours()).not.toContain('taken over');
});
