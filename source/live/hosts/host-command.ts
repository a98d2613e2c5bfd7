/** The command lines that reach another machine. What a person set for ssh stays as it is, but for what would ask, forward or end up in the way. */
import type {HostConfig} from '../../core/config/hosts.ts';
import {shellQuoted} from '../../platform/shell.ts';

export interface CommandLine {
	file: string;
	args: readonly string[];
}

/** A question would be asked in the middle of the screen, or of nobody. */
const quietly = ['-o', 'BatchMode=yes'];

/** For the environment of ssh: without a terminal it would open a window to ask in. */
export const askNobody = {SSH_ASKPASS_REQUIRE: 'never'};

const asUsual = [
	// Neither the keys in the agent nor the screen are for the other machine.
	...['-a', '-x'],
	// A forwarding of their own is for their own connection; twice, it fails.
	...['-o', 'ClearAllForwardings=yes'],
	// Their master connection is used where there is one. Made here, it would end with ccmon, and their sessions with it.
	...['-o', 'ControlMaster=no'],
	...['-o', 'RemoteCommand=none'],
];

/** Runs ccmon there with these arguments, its stdin and stdout in pipes. */
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

/** Runs ccmon there in this terminal, which it has to itself meanwhile: ssh may ask there what it wants. */
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

/** `-t` beside the `-i` of docker, podman and kubectl; other programs give a terminal or not, as they are. */
function withTerminal(file: string, args: readonly string[]): readonly string[] {
	if (!/(?:^|\/)(?:docker|podman|nerdctl|kubectl|oc)$/.test(file)) return args;
	return args.flatMap(arg => (arg === '-i' || arg === '--interactive' ? [arg, '-t'] : [arg]));
}
