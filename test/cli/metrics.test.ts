/** `ccmon metrics` as a program on the PATH: what it prints, and what its wrong uses are answered with. */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {describe, expect, test} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {metrics} from '../../source/cli/metrics.ts';
import {runCommand} from '../support/command.ts';
import {eachInFleet} from '../support/command-fleet.ts';
import {waitFor} from '../support/wait.ts';

const at = eachInFleet({sessions: 2, history: 3});

const run = (options: SubcommandOptions = {}) => runCommand(() => metrics([], options));
const sessionsIn = (text: string) => Number(/^ccmon_sessions(?:\{.*\})? (\d+)$/m.exec(text)?.[1]);

test('prints the figures once, with the sessions that run', async () => {
	const {stdout, stderr, code} = await run();
	expect([stderr, code]).toEqual(['', 0]);
	expect(sessionsIn(stdout)).toBe(2);
	const output = at.fleet.sessions.reduce((sum, session) => sum + session.totals().outputTokens, 0);
	const counted = [...stdout.matchAll(/^ccmon_tokens_total\{[^}]*type="output"[^}]*\} (\d+)$/gm)];
	expect(counted.reduce((sum, [, tokens]) => sum + Number(tokens), 0)).toBe(output);
});

test('serves them until it is told to end, which is no failure', async () => {
	let written = '';
	const running = runCommand(async () => {
		process.stderr.on('data', text => {
			written += text;
		});
		return metrics([], {listen: '0'});
	});
	const [, url = ''] = await waitFor(() => /(http:\S+)/.exec(written), {what: 'its address'});
	expect(sessionsIn(await (await fetch(url)).text())).toBe(2);
	process.emit('SIGINT');
	expect(await running).toMatchObject({stdout: '', code: 0});
});

describe('a wrong use', () => {
	test.each<[SubcommandOptions, RegExp]>([
		[{push: true, listen: '9100'}, /--push goes without --listen/],
		[{push: true}, /--push needs an address: set url under \[team\.push\]/],
		[{listen: 'http'}, /--listen http: a port/],
		[{listen: '65536'}, /--listen 65536: a port/],
	])('%o', async (options, message) => {
		expect(await run(options)).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
	});

	test('a port that another program has is a failure, not a wrong use', async () => {
		const server = createServer();
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		try {
			const {port} = server.address() as AddressInfo;
			const ran = await run({listen: String(port)});
			expect(ran).toMatchObject({
				stdout: '',
				code: 1,
				stderr: expect.stringContaining(`port ${port} cannot be listened on`),
			});
		} finally {
			server.close();
		}
	});
});

test('a push that fails says why on standard error, for the mail of a timer', async () => {
	at.home.writeConfig('[team.push]\nurl = "http://127.0.0.1:1/api/v1/write"\nteam = "web"\n');
	const {stdout, stderr, code} = await run({push: true});
	expect([stdout, code]).toEqual(['', 1]);
	expect(stderr).toMatch(/^ccmon metrics: \S.*\n$/m);
});
