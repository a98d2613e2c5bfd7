/**
 * The other side of a connection to a host, played by the test: a program for `exec` that passes its input and output on to
 * this process, over a socket.
 */
import net from 'node:net';
import {protocol, type ReaderMessage, type SentMessage} from '../../source/core/hosts/protocol.ts';
import {sentSession, sentTotals} from '../../source/core/hosts/sent.ts';
import type {SentSession} from '../../source/core/hosts/session.ts';
import type {Session} from '../../source/core/session.ts';
import {temporaryFolder} from './environment.ts';
import {fakeTotals} from './fake-fleet.ts';
import {waitFor} from './wait.ts';

/** Passes everything on, and ends when the test does, with a code of the test's: `!7` as the very last two bytes. */
const relay = `
const socket = require('node:net').connect(process.argv[1]);
process.stdin.on('error', () => {}).pipe(socket);
let last = '';
socket.on('data', data => { last = (last + data.toString('latin1')).slice(-2); process.stdout.write(data); });
socket.on('close', () => process.stdout.end(() => process.exit(/^![0-9]$/.test(last) ? Number(last[1]) : 0)));
socket.on('error', () => {});
`;

export interface Peer {
	send(...messages: readonly SentMessage[]): void;
	raw(text: string | Buffer): void;
	/** What has come from ccmon so far. */
	readonly received: readonly ReaderMessage[];
	/** Waits for a message of this kind, after those that were waited for before. */
	next<Type extends ReaderMessage['type']>(type: Type): Promise<Extract<ReaderMessage, {type: Type}>>;
	/** Ends the program, as a host that goes away does. */
	end(): void;
	readonly isEnded: () => boolean;
}

export interface HostStandIn {
	/** For `exec` of a host. */
	command: readonly string[];
	/** The next connection that ccmon makes. */
	connection(): Promise<Peer>;
	readonly connections: () => number;
	close(): Promise<void>;
}

export async function startHostStandIn(): Promise<HostStandIn> {
	const folder = temporaryFolder('ccmon-host');
	const path = folder.at('socket');
	const peers: Peer[] = [];
	let taken = 0;
	const server = net.createServer(socket => peers.push(createPeer(socket)));
	await new Promise<void>(resolve => server.listen(path, resolve));
	return {
		command: [process.execPath, '-e', relay, path],
		connection: () => waitFor(() => peers[taken] && peers[taken++], {what: 'a connection of ccmon'}),
		connections: () => peers.length,
		async close() {
			for (const peer of peers) peer.end();
			await new Promise(resolve => server.close(resolve));
			folder.remove();
		},
	};
}

function createPeer(socket: net.Socket): Peer {
	const received: ReaderMessage[] = [];
	const seen = new Map<string, number>();
	let rest = '';
	let ended = false;
	socket.on('error', () => {});
	socket.on('close', () => {
		ended = true;
	});
	socket.on('data', data => {
		const lines = (rest + data).split('\n');
		rest = lines.pop() ?? '';
		received.push(...lines.map(line => JSON.parse(line) as ReaderMessage));
	});
	const raw = (text: string | Buffer) => void socket.write(text);
	return {
		send: (...messages) => raw(messages.map(message => `${JSON.stringify(message)}\n`).join('')),
		raw,
		received,
		async next(type) {
			const index = seen.get(type) ?? 0;
			const message = await waitFor(() => received.filter(one => one.type === type)[index], {
				what: `a ${type} of ccmon`,
				last: () => JSON.stringify(received),
			});
			seen.set(type, index + 1);
			return message as never;
		},
		end: () => void socket.end(),
		isEnded: () => ended,
	};
}

export const helloOf = (rest: Partial<Extract<SentMessage, {type: 'hello'}>> = {}): SentMessage => ({
	...{type: 'hello', protocol, version: '0.1.0', hostname: 'box', timezone: 'UTC'},
	clock: Date.now(),
	...rest,
});

export const stateOf = (
	sessions: readonly (Session | SentSession)[],
	rest: Partial<Extract<SentMessage, {type: 'state'}>> = {},
): SentMessage => ({
	type: 'state',
	sessions: sessions.map(session => ('detail' in session ? session : sentSession(session))),
	totals: sentTotals(fakeTotals.totals!),
	plans: [],
	problems: [],
	...rest,
});
