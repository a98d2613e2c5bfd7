/** Setup tried on the real Claude Code: what it then reports, what the person still sees, and the way back. */
import {readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingHttpHeaders, type Server} from 'node:http';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ReportedTotal} from '../../source/claude/events.ts';
import {parseStatusline} from '../../source/claude/statusline/parse.ts';
import {parseLogs} from '../../source/claude/telemetry/logs.ts';
import {loadTelemetrySettings} from '../../source/index/telemetry-address.ts';
import {readClaudeJsonTotals} from '../../source/live/claude-json/read.ts';
import {statuslineFolder} from '../../source/platform/paths.ts';
import {runSetup} from '../../source/setup/run.ts';
import {statuslineScript} from '../../source/setup/statusline-script.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

interface Body {
	url: string;
	headers: IncomingHttpHeaders;
	json: unknown;
}

/** What a person might have; it shows that it gets the very input. */
const ownLine = 'read -r line; case $line in *\'"total_cost_usd"\'*) echo "my line, $(pwd)";; esac';

describe.skipIf(!binary)('the real Claude Code, set up', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let claude: ClaudeSession;
	let listener: Server;
	let stateDir: string;
	let settings: string;
	let original: string;
	let project: string;
	const bodies: Body[] = [];

	const run = (undo = false) =>
		runSetup({
			configDirs: [home.configDir],
			stateDir,
			script: statuslineScript(stateDir),
			environment: home.env,
			yes: true,
			undo,
			io: {write: () => {}, ask: async () => false, color: false},
		});

	beforeAll(async () => {
		stub = await startStub({limits: {fiveHour: 42, sevenDay: 17}});
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url, settings: {statusLine: {type: 'command', command: ownLine}}});
		stateDir = path.join(home.home, '.local/state/ccmon');
		settings = path.join(home.configDir, 'settings.json');
		original = `${JSON.stringify(JSON.parse(readFileSync(settings, 'utf8')), null, '\t')}\n`;
		writeFileSync(settings, original);
		expect(await run()).toBe(0);

		listener = createServer(async (request, response) => {
			let body = '';
			for await (const chunk of request.setEncoding('utf8')) body += chunk;
			bodies.push({url: request.url ?? '', headers: request.headers, json: JSON.parse(body)});
			response.end('{}');
		});
		const port = loadTelemetrySettings(stateDir).settings?.port;
		await new Promise<void>(resolve => listener.listen(port, '127.0.0.1', resolve));
		project = await home.project('web');
		claude = await startClaude(tmux, {binary: binary!, home, cwd: project});
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		listener?.close();
		await home?.remove();
	});

	const told = () => {
		const file = path.join(statuslineFolder(stateDir), `${claude.registry().sessionId}.json`);
		return parseStatusline(readFileSync(file, 'utf8'), 0);
	};
	const requests = () => bodies.filter(({url}) => url === '/v1/logs').flatMap(({json}) => parseLogs(json, 0).requests);

	test('the status line of the person stays, and ccmon gets the same', async () => {
		await claude.pane.waitFor(`my line, ${project}`);
		const seen = await waitFor(told, {what: 'the status line file'});
		expect(seen.seen).toMatchObject({sessionId: claude.registry().sessionId, configDir: home.configDir});
		expect(seen.reported?.totalCostUsd).toBe(0);
	});

	test('tokens, window and total come after an answer', async () => {
		await claude.submit(steer('hello', {words: 20}));
		const main = await waitFor(() => stub.ledger().find(({purpose}) => purpose === 'main'), {what: 'the answer'});
		const {seen, reported} = await waitFor(() => told()?.seen.contextTokens != null && told(), {
			what: 'the new payload',
		});
		const {input_tokens, cache_creation_input_tokens, cache_read_input_tokens} = main.usage;
		expect(seen.contextTokens).toBe(input_tokens + cache_creation_input_tokens + cache_read_input_tokens);
		expect(seen.windowTokens).toBe(1_000_000);
		expect(seen.cache?.expiresAt).toBeGreaterThan(Date.now());
		expect(reported?.totalCostUsd).toBeGreaterThan(0);
	});

	test('each request reaches the port with the secret, prompts redacted', async () => {
		await waitFor(() => requests().length >= stub.ledger().length, {what: 'an event per request'});
		expect(
			requests()
				.map(({request_id}) => request_id)
				.sort(),
		).toEqual(
			stub
				.ledger()
				.map(({requestId}) => requestId)
				.sort(),
		);
		await waitFor(() => bodies.some(({url}) => url === '/v1/metrics'), {what: 'metrics'});
		const token = loadTelemetrySettings(stateDir).settings?.token;
		for (const {headers} of bodies) {
			expect(headers['x-ccmon-token']).toBe(token);
			expect(headers['x-ccmon-forward']).toBeUndefined();
		}
		const text = JSON.stringify(bodies);
		expect(text).toContain('<REDACTED>');
		expect(text).not.toContain('hello');
	});

	test('what it leaves when it ends is the sum of all its requests', async () => {
		const {sessionId} = claude.registry();
		const pids = () => tmux.command('list-panes', '-a', '-F', '#{pane_dead} #{pane_id}');
		await claude.submit('/exit');
		await waitFor(async () => (await pids()).includes(`1 ${claude.pane.id}`), {what: 'Claude Code to end'});
		const totals: ReportedTotal[] = [];
		const {configDir} = home;
		await readClaudeJsonTotals({
			configDirs: [configDir],
			emit: event => event.type === 'reported' && totals.push(event),
			home: home.home,
		});
		expect(totals).toMatchObject([{sessionId}]);
		const spent = requests().reduce((sum, {cost_usd}) => sum + (cost_usd ?? 0), 0);
		expect(totals[0]?.totalCostUsd).toBeCloseTo(spent, 9);
	});

	test('and back: the settings are as they were, the status line too', async () => {
		expect(await run(true)).toBe(0);
		expect(readFileSync(settings, 'utf8')).toBe(original);
		claude = await startClaude(tmux, {binary: binary!, home, cwd: project});
		await claude.pane.waitFor(`my line, ${project}`);
		expect(told).toThrow();
	});
});
