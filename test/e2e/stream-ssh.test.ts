/** `ccmon stream` at the other end of a real ssh, with all that goes wrong there. */

import {writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {openCutBench, runCutTrials} from '../support/cut-trials.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {hasShiftedClock, shiftedBy} from '../support/shifted-clock.ts';
import {builtCcmon, hasSshd} from '../support/ssh-server.ts';
import {pinOf, type StreamReader} from '../support/stream-reader.ts';
import {truthOf} from '../support/trial-bench.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

type CutBench = Awaited<ReturnType<typeof openCutBench>>;

describe.skipIf(!binary || !hasSshd)('ccmon stream over ssh', () => {
	let bench: CutBench;
	let folder: TemporaryFolder;

	const web = (reader: StreamReader) => reader.waitForSession(({pid}) => pid === bench.claude.pid, 'the session');

	beforeAll(async () => {
		folder = temporaryFolder();
		bench = await openCutBench(binary!);
	});

	afterAll(async () => {
		await bench?.close();
		folder?.remove();
	});

	test('a greeting on its output, escape sequences and all, stands before the hello and changes nothing', async () => {
		bench.machine.setGreeting('\u001b[2J\u001b]0;mine\u0007Welcome to box!\n{"type":"state"}\nYou have mail. ');
		const reader = bench.connect();
		await web(reader);
		expect(reader.messages()[0]).toMatchObject({type: 'hello'});
		expect(reader.strayLines().join('\n')).toContain('Welcome to box!');
		bench.machine.setGreeting('');
		await reader.close();
		expect(reader.exitCode()).toBe(0);
	});

	test('connections that break at any moment: each prompt is submitted once or not at all, and what is said of it is true', async () => {
		// Many more by `npm run trials:cuts`.
		const seed = Math.floor(Math.random() * 2 ** 31);
		const trials = await runCutTrials({...bench, count: 12, seed});
		expect(
			trials.filter(({violation}) => violation !== null),
			`seed ${seed}`,
		).toEqual([]);
		await waitFor(() => bench.machine.processes().length === 0, {what: 'every ccmon there to end', timeout: 100_000});
	}, 400_000);

	test('a full disk there is said, nothing is typed that could not be remembered, and the figures still come', async () => {
		const full = bench.server.machine('full', {env: bench.home.env});
		full.setProgram(
			'ccmon',
			`exec unshare --mount --map-root-user sh -c '
mkdir -p "$HOME/.local/state/ccmon" && mount -t tmpfs -o size=16k tmpfs "$HOME/.local/state/ccmon" || exit 99
head -c 1000000 /dev/zero > "$HOME/.local/state/ccmon/filled" 2>/dev/null
${builtCcmon.replaceAll("'", '"')}' sh "$@"`,
		);
		const reader = bench.connect('full');
		const session = await web(reader);
		expect(session.usage.requests).toBeGreaterThan(0);
		const reply = await reader.ask({
			op: 'act',
			session: pinOf(session),
			action: {type: 'prompt', text: 'not remembered'},
		});
		expect(reply).toMatchObject({ok: false, reason: expect.stringMatching(/nothing was done.*disk is full/)});
		const problems = () =>
			reader.messages().flatMap(message => ('problems' in message ? (message.problems ?? []) : []));
		await waitFor(() => problems().some(({message}) => message.includes('disk is full')), {
			what: 'the problem',
			last: () => JSON.stringify(problems()),
		});
		expect(truthOf(bench.home).prompts).not.toContain('not remembered');
		await reader.close();
	});

	test.skipIf(!hasShiftedClock)(
		'a clock that is an hour ahead there is measured, and evidence is compared with the same clock',
		async () => {
			const later = await createClaudeHome({url: bench.stub.url});
			const shifted = folder.at('claude-shifted');
			writeFileSync(shifted, `#!/bin/sh\n${shiftedBy(1)} exec '${binary}' "$@"\n`, {mode: 0o755});
			const there = await startClaude(bench.tmux, {binary: shifted, home: later, cwd: await later.project('later')});
			bench.server.machine('later', {env: later.env}).setProgram('ccmon', `${shiftedBy(1)} ${builtCcmon}`);
			const reader = bench.connect('later');
			const session = await reader.waitForSession(({pid}) => pid === there.pid, 'the session');
			const asked = Date.now();
			reader.send(JSON.stringify({type: 'ping', id: 1, clock: asked}));
			const pong = await waitFor(() => reader.messages().find(({type}) => type === 'pong'), {
				what: 'the pong',
				every: 1,
			});
			const ahead = 'clock' in pong ? pong.clock - (asked + Date.now()) / 2 : 0;
			expect(Math.abs(ahead - 3_600_000)).toBeLessThan(500);
			expect(session.startedAt! - asked).toBeGreaterThan(3_500_000);
			const action = {type: 'prompt', text: 'what time is it'};
			expect(await reader.ask({op: 'act', session: pinOf(session), action})).toMatchObject({result: {outcome: 'done'}});
			await reader.close();
			await later.remove();
		},
	);

	test('a network that loses everything: ccmon ends there by itself within 40 s', async () => {
		const reader = bench.connect();
		await web(reader);
		bench.server.freeze();
		const [pid] = bench.machine.processes();
		expect(pid).toBeGreaterThan(0);
		await waitFor(() => bench.machine.processes().length === 0, {what: 'it to end', timeout: 40_000});
		bench.server.thaw();
		bench.server.cut();
		reader.kill();
		const next = bench.connect();
		await web(next);
		await next.close();
	});
});
