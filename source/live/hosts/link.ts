/** A host of the config: connected, and reconnected whenever the connection breaks. Its last report is kept in between. */
import {cleanLabel} from '../../claude/clean.ts';
import type {HostConfig} from '../../core/config/hosts.ts';
import type {HostFleet} from '../../core/hosts/host.ts';
import {type Hello, type StreamMessage, silenceMs, whoUpdates} from '../../core/hosts/protocol.ts';
import type {Session} from '../../core/session.ts';
import {backoffMs, firstMs, longestMs, steadyMs} from './backoff.ts';
import {type Connection, openConnection} from './connection.ts';
import {createHostClock} from './host-clock.ts';
import {ccmonCommand} from './host-command.ts';
import {createHostFigure, type Standing} from './host-figure.ts';
import {createReceivedState} from './host-state.ts';
import {createRequests, type Requests} from './requests.ts';
import {describeTrouble, type HostEnd, troubleAtEnd} from './trouble.ts';

export interface LinkOptions {
	host: HostConfig;
	/** Called when something about the host has changed. */
	onChange(): void;
	/** Milliseconds since the epoch. */
	clock: () => number;
	/** The version of this ccmon. */
	version: string;
	/** 0 to 1. */
	random?: () => number;
	env?: NodeJS.ProcessEnv;
	silenceMs?: number;
}

export interface HostLink {
	readonly host: HostConfig;
	fleet(now: number): HostFleet;
	ask: Requests['ask'];
	/** Resolves when the host's sessions are there, or the first attempt has failed. */
	readonly tried: Promise<void>;
	close(): Promise<void>;
}

/** How long to wait until the host knows how its sessions are reached, in ms: it finds out a moment after listing them. */
const completeMs = 2000;

function isComplete(sessions: Iterable<Session>): boolean {
	return [...sessions].every(
		({state, control, controlHint}) => state === 'exited' || (control ?? controlHint) !== null,
	);
}

export function createHostLink(options: LinkOptions): HostLink {
	const {host, onChange, clock, version, random = Math.random, env = process.env} = options;
	const {silenceMs: patience = silenceMs} = options;
	const received = createReceivedState(host.name);
	const requests = createRequests(host.name);
	const tried = Promise.withResolvers<void>();
	const hostClock = createHostClock(clock);
	const standing: Standing = {state: 'connecting', trouble: null, hello: null, lastSeenAt: null};
	const figure = createHostFigure(host.name, standing, received, hostClock);
	let connection: Connection | null = null;
	/** When the present connection sent its first state, in ms; null: not yet. */
	let connectedAt: number | null = null;
	/** What the host said before it ended the present connection. */
	let parting: string | null = null;
	let retry: NodeJS.Timeout | undefined;
	let failures = 0;
	let isClosed = false;

	const changed = () => {
		figure.outdate();
		onChange();
	};
	const setReceipt = () => {
		const {state, trouble, lastSeenAt} = standing;
		const isConnected = state === 'connected';
		received.setReceipt({
			clockAheadMs: hostClock.aheadMs(),
			lostAt: isConnected ? null : (lastSeenAt ?? clock()),
			trouble: isConnected ? null : `${host.name} is not connected${trouble ? `: ${describeTrouble(trouble)}` : ''}`,
		});
	};

	const connect = () => {
		connectedAt = null;
		parting = null;
		const command = ccmonCommand(host, ['stream']);
		connection = openConnection({
			command,
			version,
			clock,
			env,
			silenceMs: patience,
			onSign,
			onHello,
			onMessage,
			onEnd,
		});
	};
	const send: Connection['send'] = message => connection?.send(message);

	const onSign = () => {
		standing.lastSeenAt = clock();
	};
	const onHello = (given: Hello) => {
		standing.hello = given;
		if (hostClock.greet(given.clock)) setReceipt();
		const update = whoUpdates(given.protocol);
		if (update !== null) return connection?.breakOff(update);
		hostClock.start(send);
	};
	const onMessage = (message: Exclude<StreamMessage, {type: 'hello' | 'ping'}>) => {
		switch (message.type) {
			case 'state':
			case 'changes':
				return take(message);
			case 'pong': {
				const isMoved = hostClock.answer(message.id, message.clock);
				if (isMoved === null) return;
				if (isMoved) setReceipt();
				return changed();
			}
			case 'reply':
				return requests.take(message);
			case 'bye':
				parting = cleanLabel(message.message, 200) || `it ended (${message.reason})`;
		}
	};
	const take = (message: Extract<StreamMessage, {type: 'state' | 'changes'}>) => {
		if (message.type === 'changes' && connectedAt === null) return;
		const mistake = received.take(message);
		if (mistake !== null) return connection?.breakOff(mistake);
		if (connectedAt === null) {
			connectedAt = clock();
			standing.state = 'connected';
			standing.trouble = null;
			setReceipt();
			requests.connected(send);
			setTimeout(tried.resolve, completeMs).unref();
		}
		if (isComplete(received.sessions().values())) tried.resolve();
		changed();
	};
	const onEnd = (end: HostEnd, broken: string | null) => {
		hostClock.stop();
		connection = null;
		if (connectedAt !== null && clock() - connectedAt >= steadyMs) failures = 0;
		failures++;
		const trouble = troubleAtEnd(host, end, broken ?? parting, standing.hello);
		standing.trouble = trouble;
		standing.state = trouble.update ? 'incompatible' : 'unreachable';
		setReceipt();
		requests.disconnected(describeTrouble(trouble));
		tried.resolve();
		// Somebody is waiting for an answer: do not let them wait through the longer delays.
		const waitMs = trouble.lasting ? longestMs : requests.hasOrphans() ? firstMs : backoffMs(failures, random());
		retry = setTimeout(connect, waitMs);
		changed();
	};
	connect();

	return {
		host,
		tried: tried.promise,
		fleet: figure.fleet,
		ask: requests.ask,
		async close() {
			if (isClosed) return;
			isClosed = true;
			clearTimeout(retry);
			hostClock.stop();
			requests.close();
			tried.resolve();
			await connection?.close();
		},
	};
}
