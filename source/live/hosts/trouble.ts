/** Why a host is not connected, in a sentence, and what to run once: derived from what ssh and the shell there printed. */

import {cleanLabel} from '../../claude/clean.ts';
import type {HostConfig} from '../../core/config/hosts.ts';
import {type Hello, silenceMs} from '../../core/hosts/protocol.ts';
import {neededNode} from '../../core/oldest-node.ts';
import {shellQuoted} from '../../platform/shell.ts';

export interface Trouble {
	/** `its host key has changed` */
	message: string;
	/** What fixes it, usually a command; null: unknown. */
	fix: string | null;
	/** The program there must be fixed first: trying again soon is pointless. */
	lasting: boolean;
}

export interface HostEnd {
	/** Null: a signal ended it, or it could not be started. */
	code: number | null;
	/** Why the local program could not be started: `ENOENT`. */
	startError: string | null;
	/** The last of what it said on standard error. */
	stderr: string;
	/** What came on standard output before ccmon there said hello. */
	noise: string;
}

/** The reason for giving up a connection on which nothing is received. */
export const silent = 'silent';

interface Sign {
	pattern: RegExp;
	message: string;
	fix?(names: Names): string;
	lasting?: true;
	/** Only with this exit code. */
	code?: number;
}

interface Names {
	/** `ssh box`, as a person would type it. */
	ssh: string;
	/** Without the user, as `Host` in ssh's config wants it. */
	machine: string;
	destination: string;
	command: string;
	name: string;
}

const install = 'npm install -g ccmon';

const notInstalled = {
	message: 'ccmon is not installed there',
	fix: ({name}: Names) => `${install} there, or set command under [hosts.${name}] to where it is`,
	lasting: true,
} as const;

/** The first match counts: what ssh prints last, and what is most specific, comes first. */
const signs: readonly Sign[] = [
	{
		pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
		message: 'its host key has changed',
		// Keys are kept by the real name and port, which an alias hides; ssh says both.
		fix: ({ssh}) => `if you know why, run ${ssh} and remove the key that it names; if not, ask who runs it`,
		lasting: true,
	},
	{
		pattern: /Host key verification failed|authenticity of host|No .* host key is known/i,
		message: 'its host key is not known here yet',
		fix: ({ssh}) => `run ${ssh} once and compare it`,
		lasting: true,
	},
	{
		pattern: /Too many authentication failures/i,
		message: 'it refused the connection: too many keys were offered',
		fix: ({machine}) => `name one in ~/.ssh/config: IdentityFile and IdentitiesOnly yes under Host ${machine}`,
		lasting: true,
	},
	{
		pattern: /Permission denied|no mutual signature|Authentication failed/i,
		code: 255,
		message: 'ssh cannot log in without asking',
		fix: ({ssh, destination}) =>
			`run ${ssh} once; if it asks for a password: ssh-copy-id ${destination}, for a passphrase: ssh-add`,
		lasting: true,
	},
	{
		pattern: /Could not resolve hostname|Name or service not known/i,
		message: 'no machine has that name',
		fix: ({ssh}) => `try ${ssh}`,
	},
	{
		pattern: /Connection refused/i,
		message: 'nothing answers at its ssh port',
		fix: ({ssh}) => `start sshd there, then try ${ssh}`,
	},
	{pattern: /timed out|timeout/i, message: 'it does not answer', fix: ({ssh}) => `is it on and in reach? Try ${ssh}`},
	{
		pattern: /No route to host|Network is (?:unreachable|down)/i,
		message: 'no network route to it',
		fix: () => 'is the network, or the VPN, up?',
	},
	{
		pattern: /Bad (?:owner or permissions on|configuration option)|terminating, \d+ bad configuration/i,
		message: 'ssh refuses its config file',
		fix: ({ssh}) => `${ssh} says why`,
		lasting: true,
	},
	{
		pattern: /kex_exchange_identification|Connection (?:closed|reset) by|Broken pipe|closed by remote host/i,
		message: 'the connection was closed',
		fix: ({ssh}) => `try ${ssh}`,
	},
	{
		pattern: /needs Node \d+/i,
		message: 'Node is too old there for ccmon',
		fix: () => `install ${neededNode} there`,
		lasting: true,
	},
	{
		pattern: /env: .*node.*No such file|node: (?:command )?not found/i,
		message: 'Node is not found there for commands over ssh',
		fix: ({name}) => `install Node there, or give [hosts.${name}] a command that finds it`,
		lasting: true,
	},
	{
		pattern: /Unknown command "?stream/i,
		message: 'ccmon there is older and cannot be asked',
		fix: () => `update it there: ${install}`,
		lasting: true,
	},
	{
		pattern: /No such container|is not running|not found in namespace|pods? "[^"]*" not found|no running container/i,
		message: 'its container is not running',
		fix: () => 'start it',
	},
	{
		// csh words it differently and has an exit code of its own.
		pattern: /ccmon"?: Command not found/i,
		...notInstalled,
	},
	{
		pattern: /not found|No such file|executable file|nicht gefunden/i,
		code: 127,
		...notInstalled,
	},
	{
		pattern: /executable file not found|no such file or directory/i,
		...notInstalled,
	},
	{
		pattern: /permission denied/i,
		code: 126,
		message: 'ccmon there cannot be run',
		fix: ({command}) => `chmod +x ${command} there`,
		lasting: true,
	},
	{pattern: /No space left on device|ENOSPC/i, message: 'the disk is full there', fix: () => 'make room there'},
];

/** The trouble of a host whose local program has ended. */
export function troubleOf(host: HostConfig, end: HostEnd): Trouble {
	const names = namesOf(host);
	if (end.startError !== null) {
		const file = host.reach.type === 'ssh' ? 'ssh' : (host.reach.command[0] ?? '');
		const reason =
			end.startError === 'ENOENT' ? 'is not on the PATH here' : `cannot be started here (${end.startError})`;
		return {
			message: `${cleanLabel(file, 60)} ${reason}`,
			fix: end.startError === 'ENOENT' ? `install ${cleanLabel(file, 60)}` : null,
			lasting: true,
		};
	}
	const said = end.stderr === '' && end.code !== 0 ? end.noise : end.stderr;
	const sign = signs.find(({pattern, code}) => (code === undefined || code === end.code) && pattern.test(said));
	if (sign) return {message: sign.message, fix: sign.fix?.(names) ?? null, lasting: sign.lasting ?? false};
	if (end.code === 127) return {...notInstalled, fix: `${install} there`};
	const last = lastLine(end.stderr) || lastLine(end.noise);
	const how = end.code === null || end.code === 0 ? 'the connection ended' : `it ended with code ${end.code}`;
	return {message: last === '' ? how : `${how}: ${last}`, fix: null, lasting: false};
}

/** `why`: a reason that was known before it ended, or null. `update`: which side is too old. */
export function troubleAtEnd(
	host: HostConfig,
	end: HostEnd,
	why: string | null,
	hello: Hello | null,
): Trouble & {update?: 'here' | 'there'} {
	if (why === 'here' || why === 'there') return {...incompatible(why, hello), update: why};
	if (why === silent) {
		const nothing = `nothing was received from it for ${silenceMs / 1000} s`;
		return hello === null ? noAnswer(host) : {message: nothing, fix: null, lasting: false};
	}
	return why === null ? troubleOf(host, end) : {message: why, fix: null, lasting: false};
}

function incompatible(update: 'here' | 'there', hello: Hello | null): Trouble {
	const theirs = hello === null ? '' : ` (${cleanLabel(hello.version, 30)})`;
	return {
		message: `ccmon there${theirs} and here do not understand each other`,
		fix: `update it ${update}: ${install}`,
		lasting: true,
	};
}

/** Nothing was received in the time allowed for the hello. */
function noAnswer(host: HostConfig): Trouble {
	return {message: 'it does not answer', fix: `is it on and in reach? Try ${namesOf(host).ssh}`, lasting: false};
}

/** `its host key is not known here yet: run ssh box once and compare it` */
export const describeTrouble = ({message, fix}: Trouble): string => (fix === null ? message : `${message}: ${fix}`);

function namesOf({name, reach, command}: HostConfig): Names {
	const destination = reach.type === 'ssh' ? reach.destination : '';
	const machine = destination.replace(/^ssh:\/\//, '').replace(/^.*@/, '');
	const ssh = reach.type === 'ssh' ? `ssh ${plainly(destination)}` : reach.command.map(plainly).join(' ');
	return {ssh, machine: plainly(machine), destination: plainly(destination), command, name};
}

const plainly = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellQuoted(word));

/** What the other side prints is shown as one line. */
function lastLine(text: string): string {
	const lines = text.split(/[\r\n]+/).map(line => cleanLabel(line, 160));
	return (
		lines.findLast(line => line !== '' && !/^\*\* WARNING|post-quantum|store now, decrypt later/i.test(line)) ?? ''
	);
}
