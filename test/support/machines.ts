/** Machines behind sshd on which the real Claude Code runs, and a home of this one whose ccmon knows them. */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type Stub, startStub} from './anthropic-stub.ts';
import {ccmonEnvironment, runCcmon} from './ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from './claude.ts';
import {noonZone} from './environment.ts';
import {type Machine, type SshServer, startSshServer} from './ssh-server.ts';
import {startTmux, type Tmux} from './tmux.ts';

export interface TestMachine {
	machine: Machine;
	home: ClaudeHome;
	/** What its sessions asked for: the truth of its figures. */
	stub: Stub;
	/** Starts a session there, in tmux. */
	start(name: string): Promise<ClaudeSession>;
}

export interface Machines {
	server: SshServer;
	tmux: Tmux;
	/** This machine, whose config names the others. */
	here: Omit<TestMachine, 'machine'>;
	others: readonly TestMachine[];
	/** The environment of ccmon here. */
	env: Record<string, string>;
	close(): Promise<void>;
}

/** `setUp`: sessions on all of them report to the ccmon there, as after `ccmon setup`. */
export async function startMachines(binary: string, names: readonly string[], {setUp = false} = {}): Promise<Machines> {
	const server = await startSshServer();
	const tmux = await startTmux();
	// What is spent on them is all spent today.
	const zone: Record<string, string> = {TZ: noonZone().name};
	const make = async () => {
		const stub = await startStub();
		const home = await createClaudeHome({url: stub.url, env: zone});
		if (setUp) await runCcmon(['setup', '--yes', '--config-dir', home.configDir], {home: home.home});
		const start = async (name: string) =>
			startClaude(tmux, {binary, home, cwd: await home.project(name), args: ['--name', name]});
		return {stub, home, start};
	};
	const here = await make();
	const others: TestMachine[] = [];
	for (const name of names) {
		const there = await make();
		// Sessions that are started there find the same Claude Code.
		const machine = server.machine(name, {env: {...there.home.env, CCMON_CLAUDE: binary}});
		others.push({...there, machine});
	}
	writeConfig(here.home.home, names);
	const env: Record<string, string> = {...ccmonEnvironment(here.home.home), ...zone};
	return {
		server,
		tmux,
		here,
		others,
		env: {...env, PATH: `${server.programs}:${env.PATH}`},
		async close() {
			await tmux.close();
			await server.close();
			for (const {stub, home} of [here, ...others]) {
				await stub.close();
				await home.remove();
			}
		},
	};
}

function writeConfig(home: string, names: readonly string[]): void {
	const folder = path.join(home, '.config', 'ccmon');
	mkdirSync(folder, {recursive: true});
	const tables = names.map(name => `[hosts.${name}]\nssh = "${name}"\n`);
	writeFileSync(path.join(folder, 'config.toml'), tables.join('\n'));
}
