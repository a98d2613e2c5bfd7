/** `ccmon hosts`: how each machine of the config is reached, and what fixes it where it is not. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {HostConfig} from '../../core/config/hosts.ts';
import {counted, formatDuration} from '../../core/format.ts';
import {sameWords} from '../../core/hosts/books.ts';
import type {HostFigure, HostFleet} from '../../core/hosts/host.ts';
import {toJsonText} from '../../core/json-text.ts';
import {createBooks} from '../../index/books.ts';
import {openHostLinks} from '../../live/hosts/hosts.ts';

/** How long to wait for a connected host's first ping, which measures the delay, in ms. */
const firstAnswerMs = 1000;

export interface ListOptions {
	hosts: readonly HostConfig[];
	/** Of this machine: one of the hosts may be it. */
	configDirs: readonly string[];
	json: boolean;
	version: string;
	clock: () => number;
	env: NodeJS.ProcessEnv;
	write(text: string): void;
}

/** Exit code 1 when one of them is not connected. */
export async function listHosts({hosts, json, write, ...options}: ListOptions): Promise<number> {
	if (hosts.length === 0 && !json) {
		write('No other machine is in the config. ccmon hosts add user@box tries one, and writes it there.\n');
		return 0;
	}
	const fleets = await tryHosts(hosts, options);
	const rows = hosts.map((host, index) => ({host, fleet: fleets[index]!}));
	if (json) write(toJsonText({schema: 1, hosts: rows.map(({host, fleet}) => hostToJson(host, fleet))}));
	else {
		const width = Math.max(...hosts.map(({name}) => name.length));
		for (const {host, fleet} of rows) write(`${host.name.padEnd(width)}  ${describeHost(fleet)}\n`);
	}
	return fleets.every(({figure}) => figure.state === 'connected') ? 0 : 1;
}

/** Connects to each once, and returns what to show of it. */
export async function tryHosts(
	hosts: readonly HostConfig[],
	{configDirs, version, clock, env}: Pick<ListOptions, 'configDirs' | 'version' | 'clock' | 'env'>,
): Promise<readonly HostFleet[]> {
	let look = () => {};
	const onChange = () => look();
	const ownBooks = createBooks(configDirs, clock);
	const ofThisMachine = {own: false, ownBooks, identityOf: () => null};
	const links = openHostLinks({hosts, ...ofThisMachine, onChange, clock, version, env});
	await links.tried;
	const isMeasured = () =>
		links.fleets(clock()).every(({figure}) => figure.state !== 'connected' || figure.delayMs !== null);
	const measured = new Promise<void>(resolve => {
		look = () => {
			if (isMeasured()) resolve();
		};
		look();
	});
	await Promise.race([measured, sleep(firstAnswerMs)]);
	const fleets = links.fleets(clock());
	await links.close();
	return fleets;
}

/** `connected  ccmon 0.2.0, 14 ms, 3 sessions` · `unreachable  nothing answers at its ssh port: …` */
export function describeHost({figure, sessions}: HostFleet): string {
	const {state, error, sameAs} = figure;
	const running = [...sessions.values()].filter(session => session.state !== 'exited').length;
	const parts = [
		figure.version === null ? '' : `ccmon ${figure.version}`,
		figure.delayMs === null ? '' : `${Math.round(figure.delayMs)} ms`,
		state === 'connected' && !sameAs ? counted(running, 'session') : '',
		sameAs ? sameWords(sameAs) : '',
		...clockWords(figure),
	];
	return `${state}  ${error ?? parts.filter(Boolean).join(', ')}`;
}

function clockWords({clockAheadMs, sharesDays, timezone}: HostFigure): string[] {
	const off = Math.abs(clockAheadMs);
	return [
		...(off < 2000 ? [] : [`its clock is ${formatDuration(off)} ${clockAheadMs > 0 ? 'ahead' : 'behind'}`]),
		...(sharesDays || timezone === null ? [] : [`days of ${timezone}`]),
	];
}

function hostToJson({reach, command, configDirs}: HostConfig, {figure, sessions}: HostFleet): object {
	const {name, state, lastSeenAt, error, version, delayMs, clockAheadMs, timezone, sameAs} = figure;
	return {
		name,
		state,
		lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt).toISOString(),
		error,
		version,
		delayMs,
		clockAheadMs,
		timezone,
		sameAs: sameAs?.name ?? null,
		sessions: [...sessions.values()].filter(session => session.state !== 'exited').length,
		ssh: reach.type === 'ssh' ? reach.destination : null,
		exec: reach.type === 'exec' ? reach.command : null,
		command,
		configDirs,
	};
}
