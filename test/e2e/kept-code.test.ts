/** The compiled code of the monitor, of `--once`, and of each command that reads the history, is kept by a first start and taken by the second. */
import {mkdirSync, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment, runCcmon} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {startTmux} from '../support/tmux.ts';

/** What is kept in a home, and in which files: what is written again is another one. */
function keptIn(home: TemporaryFolder): string[] {
	const caches = home.at('.cache', 'ccmon');
	return readdirSync(caches).map(name => `${name} ${statSync(path.join(caches, name)).ino}`);
}

test('a second start finds the kept code good, and writes no other', async () => {
	const folder = temporaryFolder();
	const tmux = await startTmux();
	try {
		const env = ccmonEnvironment(folder.path);
		const kept = async () => {
			const pane = await tmux.open({
				command: ['sh', '-c', `${ccmonCommand.join(' ')} --demo; echo this is the end; exec sleep 600`],
				env,
			});
			await pane.waitFor('q quit');
			await pane.press('q');
			// It is written at the end, at the latest.
			await pane.waitFor('this is the end');
			return keptIn(folder);
		};
		const first = await kept();
		expect(first).toHaveLength(1);
		expect(await kept()).toEqual(first);
	} finally {
		await tmux.close();
		folder.remove();
	}
});

test.each(['--once', 'report', 'sessions', 'tpm', 'metrics'])('so does a second ccmon %s', async command => {
	const home = temporaryFolder();
	try {
		mkdirSync(home.at('.claude', 'projects'), {recursive: true});
		const kept = async () => {
			expect(await runCcmon([command], {home: home.path})).toMatchObject({code: 0});
			return keptIn(home);
		};
		const first = await kept();
		expect(first).toMatchObject([expect.stringMatching(`^${command.replace('--', '')}-code-`)]);
		expect(await kept()).toEqual(first);
	} finally {
		home.remove();
	}
});
