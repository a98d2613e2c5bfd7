/** The real Claude Code of somebody who exports to a collector already, in protobuf and compressed. */
import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {promisify} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {effectiveVariables, noManaged, signals} from '../../source/claude/telemetry/exporters.ts';
import {parseLogs} from '../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../source/claude/telemetry/metrics.ts';
import {decodeProtobuf} from '../../source/claude/telemetry/protobuf.ts';
import type {ForwardTarget} from '../../source/index/forward-targets.ts';
import {loadOrCreateTelemetrySettings} from '../../source/index/telemetry-address.ts';
import {createTelemetrySource, type TelemetrySource} from '../../source/live/telemetry/watch.ts';
import {planSignal} from '../../source/setup/exporters.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {measured, reportable, reported, served, sessionsOf} from '../support/telemetry-sums.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('the real Claude Code, exporting protobuf to a collector by way of the receiver', () => {
	let folder: TemporaryFolder;
	let stub: Stub;
	let home: ClaudeHome;
	let source: TelemetrySource;
	let collector: Server;
	const events: SessionEvent[] = [];
	const collected: {url: string; headers: IncomingHttpHeaders; body: Buffer}[] = [];

	beforeAll(async () => {
		collector = createServer(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk);
			collected.push({url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks)});
			response.end();
		}).listen(0, '127.0.0.1');
		await once(collector, 'listening');

		// What the person had set, and what setup makes of it.
		const before: Record<string, string> = {
			CLAUDE_CODE_ENABLE_TELEMETRY: '1',
			OTEL_LOGS_EXPORTER: 'otlp',
			OTEL_METRICS_EXPORTER: 'otlp',
			OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
			OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
			OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/team`,
			OTEL_EXPORTER_OTLP_HEADERS: 'x-team=search',
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-logs=yes',
		};
		folder = temporaryFolder();
		const {settings} = await loadOrCreateTelemetrySettings(folder.at('state'));
		const options = {telemetry: settings!, configDir: '', id: '0123456789abcdef', exporters: 'forward'} as const;
		const evaluate = (own: object) => effectiveVariables([{...before, ...own}], noManaged);
		const plans = signals.map(signal => planSignal(signal, evaluate, options));
		const targets = plans.map(({forward}) => forward).filter((target): target is ForwardTarget => target !== null);

		source = createTelemetrySource({
			emit: event => events.push(event),
			clock: {now: () => Date.now()},
			stateDir: folder.at('state'),
			settings,
			forwardTo: () => targets,
		});
		await source.ready;
		stub = await startStub();
		home = await createClaudeHome({url: stub.url, env: Object.assign({}, before, ...plans.map(({env}) => env))});
	});
	afterAll(async () => {
		await source?.close();
		await stub?.close();
		collector?.closeAllConnections();
		collector?.close();
		await home?.remove();
		folder?.remove();
	});

	test('all arrives here and there', async () => {
		const options = {cwd: await home.project('headless'), env: home.env};
		const running = promisify(execFile)(binary!, ['-p', 'and done'], options);
		running.child.stdin?.end();
		await running;
		const sessions = sessionsOf(stub.ledger());
		const isAllHere = () => {
			expect(reported(events, sessions)).toEqual(served(stub.ledger()));
			expect(measured(events, sessions).tokens).toEqual(reportable(stub.ledger()));
			return true;
		};
		await waitFor(isAllHere, {what: 'events and metrics to hold what the stub served'});

		const decoded = (signal: 'logs' | 'metrics') =>
			collected
				.filter(({url}) => url === `/team/v1/${signal}`)
				.map(({body}) => decodeProtobuf(signal, gunzipSync(body)));
		const parsedLogs = () => decoded('logs').map(message => parseLogs(message, 0));
		const requests = () => parsedLogs().flatMap(one => one.requests.map(({request_id}) => request_id));
		await waitFor(() => requests().length >= stub.ledger().length && decoded('metrics').length > 0, {
			what: 'all requests and metrics at the collector',
		});
		expect(requests()).toEqual(stub.ledger().map(({requestId}) => requestId));
		// Nothing of it is in a form that is not understood.
		const parsed = [...parsedLogs(), ...decoded('metrics').map(message => parseMetrics(message, 0))];
		expect(parsed.map(({invalid}) => invalid)).toEqual(parsed.map(() => 0));
		const logs = collected.filter(({url}) => url.endsWith('logs'));
		for (const {headers} of logs) {
			expect(headers).toMatchObject({
				'content-type': 'application/x-protobuf',
				'content-encoding': 'gzip',
				'x-team': 'search',
				'x-logs': 'yes',
			});
			expect(Object.keys(headers).filter(name => name.startsWith('x-ccmon'))).toEqual([]);
		}
	});
});
