/** The promise that keys are safe, on the real Claude Code: trials at random moments, a prompt for permission, a killed ccmon. */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {perform} from '../../source/control/actions/perform.ts';
import {ccmonCommand, ccmonEnvironment} from '../support/ccmon.ts';

import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {tidy} from '../support/trial.ts';
import {type Bench, openBench, type TrialSession, truthOf} from '../support/trial-bench.ts';
import {killShells, killWays, runKills} from '../support/trial-kills.ts';
import {runTrials} from '../support/trial-run.ts';
import {scenes} from '../support/trial-scenes.ts';

const binary = await findClaude();

describe.skipIf(!binary)('acting on the real Claude Code', () => {
	test('at random moments answers no dialog, loses no draft, types nowhere else and claims nothing false', async () => {
		// Every moment once; many more by `node test/support/trial-run.ts 500`.
		const results = await runTrials(scenes.length, 20_261_122, binary!, {retries: 2});
		expect(results.map(({scene}) => scene).sort()).toEqual(scenes.map(({name}) => name).sort());
		expect(results.filter(({violations, broken}) => violations.length > 0 || broken !== null)).toEqual([]);
	}, 600_000);

	test('killed while it is typed into, in any shell, in tmux and under ccmon run: nothing of the text is run', async () => {
		// Many more by `npm run trials:kills`.
		const seed = Math.floor(Math.random() * 2 ** 31);
		const kills = await runKills(4 * killShells.length * killWays.length, seed, binary!, {retries: 2});
		if (process.env.CI) expect(killShells).toEqual(['bash', 'dash', 'zsh']);
		expect(
			kills.filter(({violations, broken}) => violations.length > 0 || broken !== null),
			`seed ${seed}`,
		).toEqual([]);
	}, 600_000);

	describe('one session', () => {
		let bench: Bench;
		let claude: TrialSession;

		beforeAll(async () => {
			bench = await openBench(binary!);
			claude = await bench.start('web');
		});

		afterAll(() => bench?.close());

		test('a Bash call waits for approval, compact is asked for 20 times, and the command never runs', async () => {
			const marker = bench.folder.at('marker');
			await claude.submit(steer('run', {tool: {name: 'Bash', input: {command: `touch ${marker}`}}}));
			await claude.pane.waitFor('Do you want to proceed?');
			for (let time = 0; time < 20; time++) {
				const session = await bench.sessionOf(claude);
				const outcome = await perform({type: 'compact', instructions: null}, session, bench.deps);
				// Reported by the registry, or by the screen where that is quicker.
				expect(outcome).toMatchObject({outcome: 'refused', reason: expect.stringMatching(/permission prompt|dialog/)});
			}
			expect(await claude.pane.screen()).toContain('Do you want to proceed?');
			await claude.waitForStatus('waiting');
			expect(existsSync(marker)).toBe(false);
			await claude.pane.press('Escape');
			await claude.waitForStatus('idle');
			expect(existsSync(marker)).toBe(false);
		});

		test('a ccmon that is killed while it types leaves nothing half-typed submitted', async () => {
			const [program = '', ...args] = ccmonCommand;
			for (const [index, ms] of [250, 400, 550, 700, 900, 1200].entries()) {
				await tidy(claude);
				const text = `killed ${index} first words and the last word ${index}end`;
				const child = spawn(program, [...args, 'send', String(claude.pid), text], {
					env: {...ccmonEnvironment(bench.home.home), ...bench.home.env},
					stdio: 'ignore',
				});
				await sleep(ms);
				child.kill('SIGKILL');
				await sleep(600);
				const {prompts} = truthOf(bench.home);
				// All of it or nothing of it.
				expect(prompts.includes(`killed ${index} `)).toBe(prompts.includes(text));
			}
		});
	});
});
