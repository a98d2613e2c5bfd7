/** A bench for trials: the real Claude Code in a terminal, bystanders beside it, and ccmon's own parts joined as the program joins them. */
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {ActDependencies} from '../../source/control/actions/perform.ts';
import type {Session} from '../../source/core/session.ts';
import {type Stub, startStub} from './anthropic-stub.ts';
import {ccmonCommand} from './ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from './claude.ts';
import {type TemporaryFolder, temporaryFolder} from './environment.ts';
import {openLiveCcmon} from './live-ccmon.ts';
import {registryEntry, runningEntries} from './registry.ts';
import {type AnyPane, startTmux, type Tmux} from './tmux.ts';
import {openPlace} from './trial-places.ts';
import {waitFor} from './wait.ts';

export interface Bench {
	stub: Stub;
	tmux: Tmux;
	home: ClaudeHome;
	binary: string;
	/** Whatever is typed into the places beside the sessions. */
	strayKeys(): Promise<string>;
	/** Where the person reads what has scrolled by, and keys do other things; null: the terminal has nothing of the kind. */
	copyMode: CopyMode | null;
	deps: ActDependencies;
	/** The session as ccmon sees it; waits until it does. */
	sessionOf(claude: Pick<ClaudeSession, 'pid' | 'registry'>): Promise<Session>;
	start(name: string): Promise<TrialSession>;
	/** A shell with a prompt, from which Claude Code was started: it has the terminal again when that ends. */
	startInShell(shell: readonly string[], name: string): Promise<InShell>;
	folder: TemporaryFolder;
	close(): Promise<void>;
}

export type TrialSession = ClaudeSession<AnyPane>;

export interface CopyMode {
	enter(claude: TrialSession): Promise<void>;
	/** Does nothing where it is not on. */
	leave(claude: TrialSession): Promise<void>;
}

/** The way to the sessions: their terminal, or in tmux the socket of the `ccmon run` that they were started with. */
export const trialWays = ['tmux', 'run', 'kitty', 'screen'] as const;
export type TrialWay = (typeof trialWays)[number];

export interface InShell extends Pick<ClaudeSession, 'pid' | 'registry' | 'pane'> {
	/** Of the shell. */
	shellPid: number;
}

const shellPrompt = 'ready$ ';

export async function openBench(binary: string, through: TrialWay = 'tmux'): Promise<Bench> {
	const stub = await startStub();
	const tmux = await startTmux();
	const home = await createClaudeHome({url: stub.url});
	const folder = temporaryFolder('ccmon-trial');
	const place = await openPlace(through, tmux);
	const runtime = {XDG_RUNTIME_DIR: home.home};
	const ccmon = await openLiveCcmon(home, {...runtime, TMUX: await socketPath(tmux)});
	const run = {through: [...ccmonCommand, 'run'], env: {...runtime, CCMON_CLAUDE: binary}};
	return {
		stub,
		tmux,
		home,
		binary,
		strayKeys: place.strayKeys,
		copyMode: place.copyMode,
		deps: ccmon.deps,
		folder,
		sessionOf: claude =>
			waitFor(
				() => {
					const {sessionId} = claude.registry();
					return ccmon.sessions().find(session => session.pid === claude.pid && session.sessionId === sessionId);
				},
				{what: 'ccmon to see the session'},
			),
		async start(name) {
			const cwd = await home.project(name);
			writeSkill(cwd);
			return startClaude(place, {binary, home, cwd, columns: 100, rows: 30, ...(through === 'run' && run)});
		},
		async startInShell(shell, name) {
			const cwd = await home.project(name);
			const [program, variables] = through === 'run' ? [run.through, run.env] : [[binary], {}];
			const env = {...home.env, ...variables, PS1: shellPrompt};
			const pane = await tmux.open({command: shell, cwd, env, columns: 100, rows: 30});
			await pane.waitFor(shellPrompt.trim());
			await pane.type(program.join(' '));
			await pane.press('Enter');
			const isIdle = () => runningEntries(home).find(one => one.cwd === cwd && one.status === 'idle');
			const entry = await waitFor(isIdle, {what: 'Claude Code to register', timeout: 60_000});
			await pane.waitFor(/^❯/m, {what: 'the prompt of Claude Code', timeout: 60_000});
			const registry = () => registryEntry(home, entry.pid);
			return {pane, pid: entry.pid, registry, shellPid: await pane.pid()};
		},
		async close() {
			await ccmon.close();
			await place.close();
			await tmux.close();
			await stub.close();
			await home.remove();
			folder.remove();
		},
	};
}

/** Of each project: to use it is asked about, as it says which tools it uses. */
export const trialSkill = 'greet';

function writeSkill(cwd: string): void {
	const folder = path.join(cwd, '.claude/skills', trialSkill);
	mkdirSync(folder, {recursive: true});
	const head = ['---', `name: ${trialSkill}`, 'description: greets people', 'allowed-tools: Bash(git:*)', '---'];
	writeFileSync(path.join(folder, 'SKILL.md'), `${head.join('\n')}\nSay hello.\n`);
}

async function socketPath(tmux: Tmux): Promise<string> {
	return `${(await tmux.command('display-message', '-p', '#{socket_path}')).trim()},0,0`;
}

/** A content block of a transcript, as far as trials look into it. */
interface TranscriptBlock {
	type?: string;
	id: string;
	name?: string;
	input?: unknown;
	tool_use_id: string;
	is_error?: boolean;
}

interface TranscriptLine {
	type?: string;
	subtype?: string;
	message?: {content?: string | TranscriptBlock[]};
	content?: unknown;
	attachment?: {prompt?: unknown};
	toolDenialKind?: string;
	toolDenialBeforeRun?: boolean;
	permissionDecision?: {decision?: string; grantScope?: string};
	toolUseResult?: {answers?: unknown};
}

const transcriptFiles = (home: ClaudeHome): string[] => {
	const projects = path.join(home.configDir, 'projects');
	const names = existsSync(projects) ? readdirSync(projects, {recursive: true, encoding: 'utf8'}) : [];
	return names.filter(file => file.endsWith('.jsonl')).map(file => path.join(projects, file));
};

/** All whole records of all transcripts, subagents included. */
export function transcriptRecords(home: ClaudeHome): TranscriptLine[] {
	return transcriptFiles(home).flatMap(file =>
		readFileSync(file, 'utf8')
			.split('\n')
			.flatMap(text => recordIn(text) ?? []),
	);
}

/** Null: no record, or one that is being written. */
function recordIn(text: string): TranscriptLine | null {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** What really happened, read from the transcripts by the plainest means. */
export function truthOf(home: ClaudeHome): {prompts: string; compactions: number; conversations: number} {
	const files = transcriptFiles(home);
	let prompts = '';
	let compactions = 0;
	for (const file of files) {
		for (const text of readFileSync(file, 'utf8').split('\n')) {
			if (!/"type":"user"|compact_boundary|"subtype":"local_command"|queued_command/.test(text)) continue;
			const line = recordIn(text);
			if (line === null) continue;
			if (line.subtype === 'compact_boundary') compactions++;
			prompts += JSON.stringify([line.message?.content, line.content, line.attachment?.prompt]);
		}
	}
	return {prompts, compactions, conversations: files.length};
}
