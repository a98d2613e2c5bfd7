/**
 * Prompts sent over connections that break at random moments, in all the ways in which they break. What the next
 * connection is told of each must be true, and none may have been submitted twice.
 */
import {randomUUID} from 'node:crypto';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Reply} from '../../source/core/hosts/requests.ts';
import {startStub} from './anthropic-stub.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from './claude.ts';
import {findClaude} from './claude-binary.ts';
import {steer} from './directives.ts';
import {signalTo} from './process.ts';
import {seededRandom} from './random.ts';
import {type Machine, type SshServer, startSshServer} from './ssh-server.ts';
import {pinOf, readStream, type StreamReader} from './stream-reader.ts';
import {startTmux} from './tmux.ts';
import {tidy} from './trial.ts';
import {truthOf} from './trial-bench.ts';
import {takeTurn} from './turn.ts';
import {waitFor} from './wait.ts';

export const cutWays = ['the connection', 'ssh', 'ccmon there', 'frozen, then the connection'] as const;

export interface CutTrial {
	way: (typeof cutWays)[number];
	/** After so many ms. */
	at: number;
	/** What the next connection was answered: `finished done`, `unknown`, `lost`, …; `answered`: the reply came before the cut. */
	told: string;
	/** How often the prompt is in the transcript. */
	submitted: number;
	/** What must not be; null: all is well. */
	violation: string | null;
}

export interface CutOptions {
	server: SshServer;
	machine: Machine;
	home: ClaudeHome;
	claude: ClaudeSession;
	connect(): StreamReader;
	count: number;
	seed: number;
	onTrial?(trial: CutTrial): void;
}

/** A prompt has been typed, submitted and seen after about a second. */
const latestCutMs = 1600;

export async function runCutTrials(options: CutOptions): Promise<CutTrial[]> {
	const {server, machine, home, claude, connect, seed} = options;
	const random = seededRandom(seed);
	const trials: CutTrial[] = [];
	let reader = connect();
	const mine = (of: StreamReader) => of.waitForSession(({pid}) => pid === claude.pid, 'the session');

	async function cut(way: CutTrial['way']): Promise<void> {
		if (way === 'ssh') reader.kill();
		else if (way === 'ccmon there') {
			for (const pid of machine.processes()) signalTo(pid, 'SIGKILL');
		} else {
			if (way.startsWith('frozen')) {
				server.freeze();
				await sleep(random.int(0, 300));
			}
			server.cut();
		}
		reader.kill();
	}

	for (let n = 0; n < options.count; n++) {
		const way = random.pick(cutWays);
		const at = random.int(0, latestCutMs);
		const text = `prompt number ${n} of these trials ${random.hex(6)}`;
		// A ccmon that was killed has left half a prompt there.
		if ((await tidy(claude)) === null) throw new Error('Claude Code has ended');
		const session = pinOf(await mine(reader));
		const id = randomUUID();
		const replyOf = (of: StreamReader) =>
			of.messages().find((message): message is Reply => message.type === 'reply' && message.id === id);
		reader.send(JSON.stringify({type: 'request', id, op: 'act', session, action: {type: 'prompt', text}}));
		await sleep(at);
		const early = replyOf(reader);
		await cut(way);
		reader = connect();
		const told = await fateOf(id, reader);
		// Asked again it is not done again, whatever became of it.
		await reader.ask({op: 'act', session, action: {type: 'prompt', text}}, id);
		await claude.waitForStatus('idle');
		const prompts = () => truthOf(home).prompts.split(text).length - 1;
		if (told.startsWith('finished done')) await waitFor(() => prompts() > 0, {what: 'the prompt in the transcript'});
		const submitted = prompts();
		const trial = {
			way,
			at,
			told: early ? `answered, ${told}` : told,
			submitted,
			violation: violationOf(told, submitted),
		};
		trials.push(trial);
		options.onTrial?.(trial);
	}
	await reader.close();
	return trials;
}

async function fateOf(id: string, reader: StreamReader): Promise<string> {
	return waitFor(
		async () => {
			const reply = await reader.ask({op: 'outcome', of: id});
			if (!reply.ok) return reply.reason;
			const {state, reply: kept} = reply.result as {state: string; reply: Reply | null};
			if (state === 'underway') return null;
			if (!kept?.ok) return state;
			const {outcome, reason} = kept.result as {outcome: string; reason: string | null};
			return `${state} ${outcome}${reason === null ? '' : `: ${reason}`}`;
		},
		{what: 'the fate of the request', timeout: 120_000, every: 200},
	);
}

/** A Markdown table: a line per way. */
export function cutTable(trials: readonly CutTrial[]): string {
	const words = ['answered', 'finished done', 'finished sent', 'finished refused', 'lost', 'unknown'] as const;
	const row = (name: string, those: readonly CutTrial[]) => {
		const counts = words.map(word => those.filter(({told}) => told.startsWith(word)).length);
		const submitted = those.filter(trial => trial.submitted === 1).length;
		const twice = those.filter(trial => trial.submitted > 1).length;
		const bad = those.filter(({violation}) => violation !== null).length;
		return `| ${[name, those.length, ...counts, submitted, twice, bad].join(' | ')} |`;
	};
	return [
		'| what broke | trials | answered before | then: done | not confirmed | refused | lost | never arrived | submitted once | twice | violations |',
		`|---|${'--:|'.repeat(words.length + 4)}`,
		...cutWays.map(way =>
			row(
				way,
				trials.filter(trial => trial.way === way),
			),
		),
		row('all', trials),
	].join('\n');
}

function violationOf(told: string, submitted: number): string | null {
	if (submitted > 1) return `submitted ${submitted} times`;
	if (told === 'unknown' && submitted > 0) return 'said to have never arrived, and was submitted';
	if (told.startsWith('finished done') && submitted === 0) return 'said to be done, and was not submitted';
	if (told.startsWith('finished refused') && submitted > 0) return 'said to be refused, and was submitted';
	return null;
}

/** The real Claude Code on a machine behind sshd, and connections to it. */
export async function openCutBench(binary: string) {
	const stub = await startStub();
	const tmux = await startTmux();
	const home = await createClaudeHome({url: stub.url});
	const claude = await startClaude(tmux, {binary, home, cwd: await home.project('web')});
	await takeTurn(claude, stub, steer('hello', {words: 30}));
	const server = await startSshServer();
	const machine = server.machine('box', {env: home.env});
	const ssh = [path.join(server.programs, 'ssh'), '-C', '-o', 'BatchMode=yes'];
	return {
		stub,
		tmux,
		home,
		claude,
		server,
		machine,
		connect: (name = 'box') => readStream([...ssh, name, 'ccmon stream'], {env: {PATH: '/usr/bin:/bin'}}),
		async close() {
			await server.close();
			await tmux.close();
			await home.remove();
			await stub.close();
		},
	};
}

if (import.meta.main) {
	const [count = '200', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
	const binary = await findClaude();
	if (!binary) process.exit(1);
	console.error(`seed ${seed}`);
	const bench = await openCutBench(binary);
	const onTrial = (trial: CutTrial) => console.error(JSON.stringify(trial));
	const trials = await runCutTrials({...bench, count: Number(count), seed: Number(seed), onTrial});
	await bench.close();
	console.log(cutTable(trials));
	process.exit(trials.some(({violation}) => violation !== null) ? 1 : 0);
}
