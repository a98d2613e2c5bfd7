/**
 * Prompts to a session on another machine while the connection is cut at random moments: none is typed twice, and what is
 * said of each is true. `CCMON_TEST_CUTS=200` tries so many.
 */

import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createHostActions} from '../../source/cli/hosts/host-actions.ts';
import type {Session} from '../../source/core/session.ts';
import {type HostLinks, openHostLinks} from '../../source/live/hosts/hosts.ts';
import type {ClaudeSession} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {type Machines, startMachines, type TestMachine} from '../support/machines.ts';
import {seededRandom} from '../support/random.ts';
import {hasSshd} from '../support/ssh-server.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
const rounds = Number(process.env.CCMON_TEST_CUTS ?? 8);

describe.skipIf(!binary || !hasSshd)('a session behind a connection that is cut', () => {
	let machines: Machines;
	let box: TestMachine;
	let claude: ClaudeSession;
	let links: HostLinks;

	beforeAll(async () => {
		machines = await startMachines(binary!, ['box']);
		[box] = machines.others as [TestMachine];
		claude = await box.start('api');
		const host = {name: 'box', reach: {type: 'ssh', destination: 'box'}, command: 'ccmon', configDirs: []} as const;
		links = openHostLinks({
			...{hosts: [host], onChange() {}, clock: Date.now, version: '0.1.0', own: true, identityOf: () => null},
			// Back at once: what is looked for is what happens around a cut.
			random: () => 0,
			env: machines.env,
		});
	});

	afterAll(async () => {
		await links?.close();
		await machines?.close();
	});

	const current = (): Session | undefined => {
		const [fleet] = links.fleets(Date.now());
		return fleet?.figure.state === 'connected' ? [...fleet.sessions.values()][0] : undefined;
	};
	/** Prompts of the person in the transcript, by their text. */
	const typed = (text: string) =>
		readFileSync(claude.transcript(), 'utf8')
			.split('\n')
			.filter(line => line.includes('"type":"user"') && line.includes(`"${text}"`)).length;

	test(
		`through ${rounds} cuts`,
		async () => {
			const seed = Math.floor(Math.random() * 2 ** 31);
			const random = seededRandom(seed);
			const actions = createHostActions(links, Date.now);
			const told: Record<string, number> = {};
			for (let round = 0; round < rounds; round++) {
				const session = await waitFor(() => (current()?.control ? current() : null), {
					what: 'the session',
					timeout: 90_000,
					last: () => JSON.stringify(links.fleets(Date.now())[0]?.figure),
				});
				await claude.waitForStatus('idle');
				const text = `say ${round} of seed ${seed}`;
				const acted = actions.act({type: 'prompt', text}, session, {});
				await new Promise(resolve => setTimeout(resolve, random.next() * 1500));
				machines.server.cut();
				const {outcome, reason} = await acted;
				told[outcome] = (told[outcome] ?? 0) + 1;
				// What was on its way has arrived or never will.
				await waitFor(current, {what: 'the connection', timeout: 90_000});
				await claude.waitForStatus('idle');
				const times = typed(text);
				const said = {seed, round, outcome, reason, times};
				expect(said, 'never twice').toMatchObject({times: expect.toSatisfy((count: number) => count <= 1)});
				if (outcome === 'done') expect(said).toMatchObject({times: 1});
				if (outcome === 'refused' || outcome === 'failed') expect(said).toMatchObject({times: 0});
			}
			process.stderr.write(`${rounds} cuts, seed ${seed}: ${JSON.stringify(told)}\n`);
		},
		60_000 + rounds * 30_000,
	);
});
