/**
 * Debian's openssh-server on loopback, with keys and config made for the test, and "machines" on it: each a home of its
 * own, reached by a name of its own. The person's `~/.ssh` is neither read nor written.
 */
import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import path from 'node:path';
import {ccmonCommand} from './ccmon.ts';
import {temporaryFolder} from './environment.ts';
import {freePort} from './free-port.ts';
import {childrenOf, processesWith, signalTo} from './process.ts';
import {waitFor} from './wait.ts';

const sshd = '/usr/sbin/sshd';

/** With CI set tests must be able to start one: what CI promises to have tested, it tests. */
export const hasSshd = process.env.CI !== undefined || existsSync(sshd);
if (!hasSshd) console.warn('Skipped: tests of hosts need openssh-server to be installed.');

export interface MachineOptions {
	/** The whole environment there; HOME is in it. What is in its PATH is found after the machine's own programs. */
	env: Readonly<Record<string, string>>;
	/** What a shell's start-up files would print before anything else, on standard output. */
	greeting?: string;
	/** The login shell there. */
	shell?: string;
	/** More of what a person's `~/.ssh/config` has for it, a line each. */
	config?: readonly string[];
}

export interface Machine {
	/** The name to give to `ssh`. */
	readonly name: string;
	/** Replaces the program of this name there by a script for `sh`; null removes it. `ccmon` is the built one at first. */
	setProgram(name: string, script: string | null): void;
	/** Whether its key lets in. */
	setKey(isAccepted: boolean): void;
	setGreeting(greeting: string): void;
	/** Processes there that came with the connections and still run, e.g. its `ccmon stream`. */
	processes(): number[];
}

export interface SshServer {
	readonly port: number;
	/** A folder with an `ssh` that knows the machines: put it first in a PATH. */
	readonly programs: string;
	/** `ssh -F` of this knows them, too. */
	readonly config: string;
	machine(name: string, options: MachineOptions): Machine;
	/** Ends all connections, as a network does that goes away for good; new ones are let in. */
	cut(): void;
	/** Stops the connections where they are, as a network that loses everything; they go on with `thaw()`. */
	freeze(): void;
	thaw(): void;
	/** Ends the server and all connections. */
	stop(): Promise<void>;
	/** On the same port. */
	start(): Promise<void>;
	/** As after a new installation: ssh refuses to talk to it. */
	changeHostKey(): Promise<void>;
	/** What the server wrote. */
	log(): string;
	close(): Promise<void>;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** `ccmon` as a script that runs the built one. */
export const builtCcmon = `exec ${ccmonCommand.map(quoted).join(' ')} "$@"`;

export async function startSshServer(): Promise<SshServer> {
	const folder = temporaryFolder('ccmon-ssh');
	const port = await freePort();
	const user = userInfo().username;
	const [config, hosts, serverConfig, logFile] = ['config', 'known_hosts', 'sshd_config', 'log'].map(name =>
		folder.at(name),
	) as [string, string, string, string];
	const keys = new Map<string, string>();
	let server: ChildProcess | null = null;
	// The server insists on it when root starts it.
	if (process.getuid?.() === 0) mkdirSync('/run/sshd', {recursive: true, mode: 0o755});

	const makeKey = (name: string): string => {
		const file = folder.at(name);
		for (const old of [file, `${file}.pub`]) rmSync(old, {force: true});
		execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
		return readFileSync(`${file}.pub`, 'utf8').trim();
	};
	const script = (file: string, text: string) => {
		writeFileSync(file, `#!/bin/sh\n${text}\n`, {mode: 0o755});
		chmodSync(file, 0o755);
	};
	const writeKeys = () =>
		writeFileSync(folder.at('authorized_keys'), `${[...keys.values()].join('\n')}\n`, {mode: 0o600});

	const hostKey = makeKey('host_key');
	writeFileSync(hosts, `[127.0.0.1]:${port} ${hostKey}\n`);
	writeFileSync(
		serverConfig,
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${folder.at('host_key')}`,
			`AuthorizedKeysFile ${folder.at('authorized_keys')}`,
			'PidFile none',
			'UsePAM no',
			// Folders of temporary files belong to everybody.
			'StrictModes no',
			'PasswordAuthentication no',
			'KbdInteractiveAuthentication no',
			'PermitRootLogin prohibit-password',
			`AllowUsers ${user}`,
			'MaxStartups 200',
			'MaxSessions 200',
			'PrintMotd no',
			'',
		].join('\n'),
	);
	writeKeys();
	writeFileSync(config, '');
	mkdirSync(folder.at('bin'));
	// It reads `~/.ssh/config` wherever HOME points to.
	script(folder.at('bin', 'ssh'), `exec /usr/bin/ssh -F ${quoted(config)} "$@"`);

	async function start(): Promise<void> {
		server = spawn(sshd, ['-D', '-e', '-f', serverConfig], {stdio: ['ignore', 'ignore', 'pipe']});
		const started = server;
		started.stderr?.on('data', chunk => writeFileSync(logFile, chunk, {flag: 'a'}));
		const listens = () => log().split('Server listening on').length - 1 > starts;
		await waitFor(() => listens() || started.exitCode !== null, {what: 'sshd to listen', last: log});
		starts++;
		if (started.exitCode !== null) throw new Error(`sshd did not start:\n${log()}`);
	}
	let starts = 0;
	const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
	/** Nothing when it has ended: connections end at any moment. */
	const nameOf = (pid: number) => {
		try {
			return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
		} catch {
			return '';
		}
	};
	const below = (pid: number): number[] => childrenOf(pid).flatMap(child => [child, ...below(child)]);
	/** The server's own processes for its connections. */
	const connections = () =>
		server?.pid === undefined ? [] : below(server.pid).filter(pid => nameOf(pid).startsWith('sshd'));
	const signal = (name: NodeJS.Signals) => {
		for (const pid of connections()) signalTo(pid, name);
	};
	async function stop(): Promise<void> {
		const stopped = server;
		if (!stopped?.pid) return;
		signal('SIGKILL');
		stopped.kill('SIGKILL');
		await waitFor(() => stopped.signalCode !== null || stopped.exitCode !== null, {what: 'sshd to end'});
		server = null;
	}
	await start();

	return {
		port,
		programs: folder.at('bin'),
		config,
		machine(name, {env, greeting = '', shell = '/bin/sh', config: more = []}) {
			const home = folder.at('machines', name);
			mkdirSync(path.join(home, 'bin'), {recursive: true});
			const setProgram = (program: string, text: string | null) => {
				const file = path.join(home, 'bin', program);
				if (text === null) rmSync(file, {force: true});
				else script(file, text);
			};
			const variables = {
				...env,
				PATH: `${path.join(home, 'bin')}:${env.PATH ?? '/usr/bin:/bin'}`,
				CCMON_TEST_MACHINE: home,
			};
			const assignments = Object.entries(variables).map(([variable, value]) => quoted(`${variable}=${value}`));
			// As a login would: nothing of the server's environment but what ssh itself says of the connection.
			script(
				path.join(home, 'shell'),
				[
					`cat ${quoted(path.join(home, 'greeting'))}`,
					`exec env -i ${assignments.join(' ')} SHELL=${shell} SSH_CONNECTION="$SSH_CONNECTION" \${SSH_TTY:+SSH_TTY="$SSH_TTY" TERM="$TERM"} \\`,
					`\t${shell} \${SSH_ORIGINAL_COMMAND:+-c "$SSH_ORIGINAL_COMMAND"}`,
				].join('\n'),
			);
			const setGreeting = (text: string) => writeFileSync(path.join(home, 'greeting'), text);
			const key = `command="${path.join(home, 'shell')}" ${makeKey(`key_${name}`)}`;
			const setKey = (isAccepted: boolean) => {
				if (isAccepted) keys.set(name, key);
				else keys.delete(name);
				writeKeys();
			};
			setGreeting(greeting);
			setProgram('ccmon', builtCcmon);
			setKey(true);
			writeFileSync(
				config,
				[
					`Host ${name}`,
					'HostName 127.0.0.1',
					`Port ${port}`,
					`User ${user}`,
					`IdentityFile ${folder.at(`key_${name}`)}`,
					'IdentitiesOnly yes',
					'IdentityAgent none',
					`UserKnownHostsFile ${hosts}`,
					'GlobalKnownHostsFile /dev/null',
					'StrictHostKeyChecking yes',
					'HostKeyAlgorithms ssh-ed25519',
					...more,
					'',
				].join('\n'),
				{flag: 'a'},
			);
			return {
				name,
				setProgram,
				setKey,
				setGreeting,
				processes: () => processesWith(variable => variable === `CCMON_TEST_MACHINE=${home}`),
			};
		},
		cut: () => signal('SIGKILL'),
		freeze: () => signal('SIGSTOP'),
		thaw: () => signal('SIGCONT'),
		stop,
		start,
		async changeHostKey() {
			makeKey('host_key');
			await stop();
			await start();
		},
		log,
		async close() {
			await stop();
			const left = processesWith(variable => variable.startsWith(`CCMON_TEST_MACHINE=${folder.path}/`));
			for (const pid of left) signalTo(pid, 'SIGKILL');
			folder.remove();
		},
	};
}
