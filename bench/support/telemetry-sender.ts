/**
 * The sending end of the telemetry bench: so many connections, each with the same number of events a second, in batches
 * as an exporter makes them. It keeps its rate however long the answers take.
 */
import http from 'node:http';
import {apiRequest, logsBody, otlpNoon, sendOtlp} from '../../test/support/otlp.ts';

export interface Load {
	port: number;
	token: string;
	connections: number;
	/** Per connection. */
	batchesPerSecond: number;
	eventsPerBatch: number;
	seconds: number;
	/** Not OTLP at all. */
	junk: boolean;
	/** The conversations that the connections report, in turn. */
	sessionIds: readonly string[];
}

/** What the sender prints. */
export interface Sent {
	events: number;
	/** Not taken: the token was wrong, or too many strangers were connected and this connection was closed. */
	refused: number;
	elapsedMs: number;
}

const load: Load = JSON.parse(process.argv[2] ?? '');
const {connections, batchesPerSecond, eventsPerBatch, seconds} = load;
const agent = new http.Agent({keepAlive: true, maxSockets: connections});
const began = Date.now();
const sent: Sent = {events: 0, refused: 0, elapsedMs: 0};

function bodyOf(connection: number, batch: number): object {
	const first = batch * eventsPerBatch;
	const sessionId = load.sessionIds[connection % load.sessionIds.length]!;
	const records = Array.from({length: eventsPerBatch}, (_, index) => {
		const sequence = first + index;
		const requestId = `req_${connection}_${sequence}`;
		return apiRequest({sequence, requestId, sessionId, at: began - otlpNoon + sequence});
	});
	return logsBody(...records);
}

async function send(connection: number, batch: number): Promise<void> {
	const body = load.junk ? 'x'.repeat(200) : bodyOf(connection, batch);
	sent.events += eventsPerBatch;
	const status = await sendOtlp('logs', body, {port: load.port, token: load.token, agent}).then(
		answer => answer.status,
		// What is not taken is missing in the end.
		() => 'closed',
	);
	if (status === 401 || status === 'closed') sent.refused += eventsPerBatch;
}

async function connectionLoop(connection: number): Promise<void> {
	const interval = 1000 / batchesPerSecond;
	const start = performance.now() + (interval * connection) / connections;
	for (let batch = 0; batch < batchesPerSecond * seconds; batch++) {
		const wait = start + batch * interval - performance.now();
		if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
		await send(connection, batch);
	}
}

const start = performance.now();
await Promise.all(Array.from({length: connections}, (_, connection) => connectionLoop(connection)));
sent.elapsedMs = performance.now() - start;
console.log(JSON.stringify(sent));
process.exit(0);
