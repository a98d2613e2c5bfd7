/** The real Claude Code on three made-up machines, to ccmon, to both engines, to `ccmon team`: what the API served. */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, ccmonEnvironment, runCcmon, runProgram} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type Engine, type EngineName, engineNames, hasEngines, startEngine} from '../support/engines.ts';
import {ledgerTotals, ledgerUsd} from '../support/ledger.ts';
import {waitFor} from '../support/wait.ts';
import {startWriteProxy, type WriteProxy} from '../support/write-proxy.ts';

const binary = await findClaude();

interface Machine {
	user: string;
	stub: Stub;
	home: ClaudeHome;
	cwd: string;
}

describe.skipIf(!binary || !hasEngines)('three machines', () => {
	const engines = new Map<EngineName, Engine>();
	const proxies = new Map<EngineName, WriteProxy>();
	const machines = new Map<string, Machine>();

	const configOf = ({home}: Machine, name: string) => `${home.home}/config-${name}`;

	function configure(machine: Machine, name: EngineName, writeUrl: string): void {
		const folder = `${configOf(machine, name)}/ccmon`;
		mkdirSync(folder, {recursive: true});
		const {user} = machine;
		writeFileSync(
			`${folder}/config.toml`,
			`[team]\nurl = "${engines.get(name)!.url}"\n[team.push]\nurl = "${writeUrl}"\nuser = "${user}"\nteam = "core"\nmachine = "${user}"\n`,
		);
	}

	beforeAll(async () => {
		for (const name of engineNames) {
			const engine = await startEngine(name);
			engines.set(name, engine);
			proxies.set(name, await startWriteProxy(engine.writeUrl));
		}
		for (const user of ['ada', 'bob', 'eve']) {
			const stub = await startStub();
			const home = await createClaudeHome({url: stub.url});
			const machine = {user, stub, home, cwd: await home.project('web')};
			machines.set(user, machine);
			for (const name of engineNames) configure(machine, name, proxies.get(name)!.url);
			for (const name of engineNames) await push(machine, name);
		}
	});
	afterAll(async () => {
		for (const {home, stub} of machines.values()) {
			await home.remove();
			await stub.close();
		}
		for (const proxy of proxies.values()) proxy.close();
		for (const engine of engines.values()) await engine.stop();
	});

	const environmentOf = (machine: Machine, name: EngineName) => ({XDG_CONFIG_HOME: configOf(machine, name)});

	/** Until it is taken: two pushes within two seconds are one. */
	const push = (machine: Machine, name: EngineName) =>
		waitFor(
			async () => {
				const {stdout, stderr} = await runCcmon(['metrics', '--push'], {
					home: machine.home.home,
					env: environmentOf(machine, name),
				});
				if (stderr !== '') throw new Error(stderr);
				return stdout.startsWith('Pushed ');
			},
			{what: `${machine.user}'s push to ${name}`, every: 500},
		);
	const pushAll = async (machine: Machine) => {
		for (const name of engineNames) await push(machine, name);
	};

	async function claude({home, cwd}: Machine, prompt: string, ...args: string[]): Promise<void> {
		const ran = await runProgram([binary!, '-p', ...args, prompt], {env: home.env, cwd});
		expect(ran.code, ran.stderr + ran.stdout).toBe(0);
	}

	const sessionsOf = ({home, cwd}: Machine) =>
		readdirSync(`${home.configDir}/projects/${cwd.replace(/[^A-Za-z0-9]/g, '-')}`)
			.filter(file => file.endsWith('.jsonl'))
			.map(file => file.slice(0, -6));

	/** On both engines, to the token and to a hundredth of a cent. */
	async function agrees(machine: Machine): Promise<void> {
		const truth = ledgerTotals(machine.stub.ledger());
		expect(truth.requests).toBeGreaterThan(0);
		for (const name of engineNames) {
			await engines.get(name)!.settle();
			const ask = async () => {
				const {stdout, stderr} = await runCcmon(['team', '--json'], {
					home: machine.home.home,
					env: environmentOf(machine, name),
				});
				if (stderr !== '') throw new Error(stderr);
				return JSON.parse(stdout).users.find((user: {user: string}) => user.user === machine.user);
			};
			const {requests, ...tokens} = truth;
			await waitFor(async () => (await ask())?.outputTokens === tokens.outputTokens, {
				what: `${name} to hold what the API served`,
				every: 500,
				last: async () => JSON.stringify([await ask(), truth], null, 1),
			});
			const user = await ask();
			expect(user).toMatchObject(tokens);
			expect(user.requests).toBe(requests);
			expect(Math.abs(user.costUsd - ledgerUsd(truth))).toBeLessThan(0.0001);
		}
	}

	test('three short runs', async () => {
		const ada = machines.get('ada')!;
		for (const word of ['one', 'two', 'three']) await claude(ada, steer(word, {words: 20}));
		await pushAll(ada);
		await agrees(ada);
	});

	test('one long, resumed, and resumed again, with a server that restarts between', async () => {
		const bob = machines.get('bob')!;
		await claude(bob, steer('long', {words: 800}));
		await pushAll(bob);
		const [id] = sessionsOf(bob);
		await claude(bob, steer('again', {words: 50}), '--resume', id!);
		await pushAll(bob);
		for (const engine of engines.values()) await engine.restart();
		await claude(bob, steer('and again', {words: 50}), '--resume', id!);
		await pushAll(bob);
		await agrees(bob);
	});

	test('two processes in one conversation, and a ccmon that is killed before the answer', async () => {
		const eve = machines.get('eve')!;
		await claude(eve, steer('first', {words: 20}));
		const [id] = sessionsOf(eve);
		await Promise.all([
			claude(eve, steer('left', {words: 200}), '--resume', id!),
			claude(eve, steer('right', {words: 200}), '--resume', id!),
		]);
		for (const name of engineNames) {
			await killWhilePushing(eve, name);
			await claude(eve, steer(`after ${name}`, {words: 10}), '--resume', id!);
		}
		await pushAll(eve);
		await agrees(eve);
	});

	/** The server has written what ccmon sent, but ccmon never gets the answer. */
	async function killWhilePushing(machine: Machine, name: EngineName): Promise<void> {
		const written = proxies.get(name)!.swallowOne();
		const [program, ...args] = ccmonCommand;
		const env = {...ccmonEnvironment(machine.home.home), ...environmentOf(machine, name)};
		const child = spawn(program!, [...args, 'metrics', '--push'], {env, stdio: 'ignore'});
		await written;
		child.kill('SIGKILL');
		await once(child, 'exit');
	}
});
