/** The monitor's compiled code is kept by its first start, and taken by the second. */
import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment} from '../support/ccmon.ts';
import {temporaryFolder} from '../support/environment.ts';
import {startTmux} from '../support/tmux.ts';

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
			const caches = folder.at('.cache', 'ccmon');
			const names = readdirSync(caches);
			return names.map(name => `${name} ${statSync(path.join(caches, name)).ino}`);
		};
		const first = await kept();
		expect(first).toHaveLength(1);
		expect(await kept()).toEqual(first);
	} finally {
		await tmux.close();
		folder.remove();
	}
});
