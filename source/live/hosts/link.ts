/** A host of the config: connected, and connected again whenever that breaks. What it last reported stays until then. */
import {cleanLabel} from '../../claude/clean.ts';
import type {Problem} from '../../claude/events.ts';
import type {HostConfig} from '../../core/config/hosts.ts';
import type {HostFigure, HostFleet, HostState} from '../../core/hosts/host.ts';
import {type Hello, type StreamMessage, silenceMs, whoUpdates} from '../../core/hosts/protocol.ts';
import type {Session} from '../../core/session.ts';
import {backoffMs, firstMs, longestMs, steadyMs} from './backoff.ts';
import {type Connection, openConnection, silent} from './connection.ts';
import {dayIn, isOwnTime} from './day-in.ts';
import {createHostClock} from './host-clock.ts';
import {ccmonCommand} from './host-command.ts';
import {createReceivedState} from './host-state.ts';
import {createRequests, type Requests} from './requests.ts';
import {describeTrouble, type HostEnd, noAnswer, type Trouble, troubleOf} from './trouble.ts';

export interface LinkOptions {
	host: HostConfig;
	/** Something of the host's is another one now. */
	onChange(): void;
	/** Milliseconds since the epoch. */
	clock: () => number;
	/** ccmon's own version. */
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
	/** Settled when it is known whether the host can be reached: its sessions are there, or the first try has failed. */
	readonly tried: Promise<void>;
	close(): Promise<void>;
}

/** How sessions are reached is found out there a moment after they are listed, in ms. */
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
	let state: HostState = 'connecting';
	let trouble: Trouble | null = null;
	let hello: Hello | null = null;
	let lastSeenAt: number | null = null;
	let connection: Connection | null = null;
	let retry: NodeJS.Timeout | undefined;
	let failures = 0;
	let figure: HostFigure | null = null;
	let problem: Problem | null = null;
	let isClosed = false;

	const changed = () => {
		figure = null;
		onChange();
	};
	const setReceipt = () => {
		const isConnected = state === 'connected';
		received.setReceipt({
			clockAheadMs: hostClock.aheadMs(),
			lostAt: isConnected ? null : (lastSeenAt ?? clock()),
			trouble: isConnected ? null : `${host.name} is not connected${trouble ? `: ${describeTrouble(trouble)}` : ''}`,
		});
	};

	const connect = () => {
		let connectedAt: number | null = null;
		let parting: string | null = null;

		const onHello = (given: Hello) => {
			hello = given;
			if (hostClock.greet(given.clock)) setReceipt();
			const update = whoUpdates(given.protocol);
			if (update !== null) return opened.breakOff(update);
			hostClock.start(opened.send);
		};
		const onMessage = (message: Exclude<StreamMessage, {type: 'hello' | 'ping'}>) => {
			switch (message.type) {
				case 'state':
				case 'changes': {
					if (message.type === 'changes' && connectedAt === null) return;
					const mistake = received.take(message);
					if (mistake !== null) return opened.breakOff(mistake);
					if (connectedAt === null) {
						connectedAt = clock();
						state = 'connected';
						trouble = null;
						setReceipt();
						requests.connected(opened.send);
						setTimeout(tried.resolve, completeMs).unref();
					}
					if (isComplete(received.sessions().values())) tried.resolve();
					return changed();
				}
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
		const onSign = () => {
			lastSeenAt = clock();
		};
		const onEnd = (end: HostEnd, broken: string | null) => {
			hostClock.stop();
			connection = null;
			if (connectedAt !== null && clock() - connectedAt >= steadyMs) failures = 0;
			failures++;
			const ended = troubleAtEnd(host, end, broken ?? parting, hello);
			trouble = ended;
			state = ended.update ? 'incompatible' : 'unreachable';
			setReceipt();
			requests.disconnected(describeTrouble(trouble));
			tried.resolve();
			// On a line that breaks again and again the longer waits would outlast the person's.
			const waitMs = trouble.lasting ? longestMs : requests.hasOrphans() ? firstMs : backoffMs(failures, random());
			retry = setTimeout(connect, waitMs);
			changed();
		};
		const command = ccmonCommand(host, ['stream']);
		const opened = openConnection({
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
		connection = opened;
	};
	connect();

	/** What was spent on a day that is over there is nobody's today. */
	const totalsAt = (now: number) => {
		if (hello === null || lastSeenAt === null) return null;
		const {timezone} = hello;
		return dayIn(timezone, lastSeenAt) === dayIn(timezone, now) ? received.totals() : null;
	};

	/** What is not seen of a host is missing from every sum. */
	const problemsOf = ({error}: HostFigure): readonly Problem[] => {
		if (error === null) return received.problems();
		const message = `${error}.`;
		if (problem?.message !== message) problem = {type: 'problem', path: host.name, message, count: 1};
		return [problem, ...received.problems()];
	};

	return {
		host,
		tried: tried.promise,
		fleet(now) {
			const totals = totalsAt(now);
			if (figure === null || figure.totals !== totals || figure.lastSeenAt !== lastSeenAt) {
				figure = {
					name: host.name,
					state,
					lastSeenAt,
					error: state === 'connected' || trouble === null ? null : describeTrouble(trouble),
					version: hello && cleanLabel(hello.version, 30),
					delayMs: hostClock.delayMs(),
					clockAheadMs: hostClock.aheadMs(),
					timezone: hello && cleanLabel(hello.timezone, 60),
					sharesDays: hello === null || isOwnTime(hello.timezone, now),
					totals,
				};
			}
			return {figure, sessions: received.sessions(), plans: received.plans(), problems: problemsOf(figure)};
		},
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

/** `update`: which side is too old. */
function troubleAtEnd(
	host: HostConfig,
	end: HostEnd,
	why: string | null,
	hello: Hello | null,
): Trouble & {update?: 'here' | 'there'} {
	if (why === 'here' || why === 'there') return {...incompatible(why, hello), update: why};
	if (why === silent) {
		const nothing = `nothing came from it for ${silenceMs / 1000} s`;
		return hello === null ? noAnswer(host) : {message: nothing, fix: null, lasting: false};
	}
	return why === null ? troubleOf(host, end) : {message: why, fix: null, lasting: false};
}

function incompatible(update: 'here' | 'there', hello: Hello | null): Trouble {
	const theirs = hello === null ? '' : ` (${cleanLabel(hello.version, 30)})`;
	return {
		message: `ccmon there${theirs} and here do not understand each other`,
		fix: `update it ${update}: npm install -g ccmon`,
		lasting: true,
	};
}
