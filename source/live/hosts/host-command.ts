/** The command lines that reach another machine: as the user's ssh config says, but without prompts and forwarding. */
import type {HostConfig} from '../../core/config/hosts.ts';
import {shellQuoted} from '../../platform/shell.ts';

export interface CommandLine {
	file: string;
	args: readonly string[];
}

/** A prompt would appear in the middle of the screen, or nobody would see it. */
const quietly = ['-o', 'BatchMode=yes'];

/** For ssh's environment: without a terminal it would open a window to ask in. */
export const askNobody = {SSH_ASKPASS_REQUIRE: 'never'};

const asUsual = [
	// The other machine gets neither the agent's keys nor the display.
	...['-a', '-x'],
	// The user's own forwardings belong to their own connection; a second time they would fail.
	...['-o', 'ClearAllForwardings=yes'],
	// An existing master connection is used. One made here would end with ccmon, and take the user's sessions with it.
	...['-o', 'ControlMaster=no'],
	...['-o', 'RemoteCommand=none'],
];

/** Runs ccmon there with these arguments and with pipes for stdin and stdout. */
export function ccmonCommand(host: HostConfig, args: readonly string[]): CommandLine {
	const {reach} = host;
	if (reach.type === 'ssh') return sshCommand(reach.destination, shellLine(host, args));
	const [file = '', ...rest] = reach.command;
	return {file, args: [...rest, ...words(host, args)]};
}

/** Runs a line of shell there, without a terminal. */
export function sshCommand(destination: string, line: string): CommandLine {
	return {file: 'ssh', args: [...quietly, ...asUsual, '-T', '-C', '--', destination, line]};
}

/** Runs ccmon there in this terminal, which it has to itself in the meantime: ssh may prompt there. */
export function terminalCommand(host: HostConfig, args: readonly string[]): CommandLine {
	const {reach} = host;
	if (reach.type === 'ssh') {
		return {file: 'ssh', args: [...asUsual, '-t', '--', reach.destination, shellLine(host, args)]};
	}
	const [file = '', ...rest] = reach.command;
	return {file, args: [...withTerminal(file, rest), ...words(host, args)]};
}

const words = ({command, configDirs}: HostConfig, args: readonly string[]) => [
	command,
	...args,
	...configDirs.map(folder => `--config-dir=${folder}`),
];

function shellLine(host: HostConfig, args: readonly string[]): string {
	const [command, ...rest] = words(host, args);
	return [command, ...rest.map(shellQuoted)].join(' ');
}

/** Adds `-t` to the `-i` of docker, podman and kubectl; other programs are left as they are. */
function withTerminal(file: string, args: readonly string[]): readonly string[] {
	if (!/(?:^|\/)(?:docker|podman|nerdctl|kubectl|oc)$/.test(file)) return args;
	return args.flatMap(arg => (arg === '-i' || arg === '--interactive' ? [arg, '-t'] : [arg]));
}
