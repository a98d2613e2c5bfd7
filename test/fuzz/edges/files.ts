/** A home folder with anything that may be in it, shown by everything that shows something. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import {edge} from '../edge.ts';
import {
	dollars,
	folder,
	jsonText,
	model,
	mostly,
	oddText,
	sessionId,
	shape,
	time,
	tokens,
	version,
} from '../grammar.ts';
import {showEverything} from '../show-everything.ts';
import {transcriptText} from './transcript-lines.ts';

interface Entry {
	/** Below the home folder. `PID` means this process, here and in the text, and `PROC_START` when it began. */
	path: string;
	kind: 'file' | 'folder' | 'pipe' | 'loop' | 'dangling' | 'huge';
	/** Of a file. */
	text: string;
}

const name = fc.oneof(
	{weight: 12, arbitrary: fc.constant('-home-dev-api')},
	{weight: 2, arbitrary: fc.constantFrom('-home-dev-web', 'x')},
	{weight: 1, arbitrary: fc.constant(`-${'deep-folder-'.repeat(20)}`)},
	{
		weight: 1,
		arbitrary: oddText
			.map(text => text.replaceAll(/[/\0]/g, '').toWellFormed().slice(0, 60))
			.filter(text => !/^\.{0,2}$/.test(text)),
	},
);
const agent = fc.constantFrom('agent-a1', 'agent-a1', 'agent-a1', 'agent-x');

const transcriptPath = fc.oneof(
	{weight: 4, arbitrary: fc.tuple(name, sessionId).map(([project, id]) => `.claude/projects/${project}/${id}.jsonl`)},
	fc
		.tuple(name, sessionId, agent)
		.map(([project, id, one]) => `.claude/projects/${project}/${id}/subagents/${one}.jsonl`),
	fc
		.tuple(name, sessionId)
		.map(([project, id]) => `.claude/projects/${project}/${id}/subagents/workflows/wf/agent-w.jsonl`),
);
const metaPath = fc
	.tuple(name, sessionId, agent)
	.map(([project, id, one]) => `.claude/projects/${project}/${id}/subagents/${one}.meta.json`);
const registryPath = fc.constantFrom('PID', 'PID', '1', '999999', '0', 'x').map(pid => `.claude/sessions/${pid}.json`);

const registry = jsonText(
	shape({
		pid: fc.constant('PID'),
		sessionId,
		cwd: fc.oneof(folder, fc.constant(`/${'deep-folder/'.repeat(25)}`)),
		startedAt: time,
		procStart: fc.constant('PROC_START'),
		version,
		peerProtocol: fc.constant(1),
		kind: fc.constantFrom('interactive', 'bg', 'headless'),
		entrypoint: fc.constantFrom('cli', 'sdk-cli'),
		name: oddText,
		status: fc.constantFrom('idle', 'busy', 'waiting', 'shell'),
		waitingFor: fc.constantFrom('permission prompt', 'dialog'),
		statusUpdatedAt: time,
		updatedAt: time,
		nameSince: time,
		jobId: oddText,
		parkedJobId: oddText,
	}),
);
const statusline = jsonText(
	shape({
		session_id: sessionId,
		transcript_path: folder,
		cwd: folder,
		model: shape({id: model, display_name: oddText}),
		version,
		cost: shape({total_cost_usd: dollars, total_duration_ms: fc.nat(), total_lines_added: fc.nat()}),
		context_window: shape({
			total_input_tokens: tokens,
			context_window_size: fc.constantFrom(200_000, 1_000_000),
			used_percentage: fc.nat(100),
			current_usage: shape({
				input_tokens: tokens,
				output_tokens: tokens,
				cache_read_input_tokens: tokens,
				cache_creation_input_tokens: tokens,
			}),
		}),
		session_name: oddText,
		pr: shape({number: fc.nat(), url: oddText, review_state: oddText}),
		worktree: shape({name: oddText}),
		prompt_cache: shape({
			expires_at: time.map(at => at / 1000),
			ttl: fc.constantFrom('5m', '1h'),
			requests: fc.nat(100),
			misses: fc.nat(100),
			miss_causes: fc.dictionary(fc.oneof(fc.constantFrom('ttl_expired_5m'), oddText), fc.nat(9), {maxKeys: 3}),
		}),
		rate_limits: shape({
			five_hour: shape({used_percentage: fc.nat(100), resets_at: time.map(at => at / 1000)}),
			seven_day: shape({used_percentage: fc.nat(100), resets_at: time.map(at => at / 1000)}),
		}),
	}),
);
const settings = jsonText(
	shape({
		model: fc.constantFrom('opus[1m]', 'sonnet', 'default'),
		env: fc.dictionary(
			fc.constantFrom('CLAUDE_CODE_AUTO_COMPACT_WINDOW', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'CLAUDE_CODE_ENABLE_TELEMETRY'),
			mostly(oddText) as fc.Arbitrary<string>,
		),
		autoCompactEnabled: fc.boolean(),
		statusLine: shape({type: fc.constant('command'), command: oddText}),
		modelPricing: shape({x: fc.anything()}),
	}),
);
const claudeJson = jsonText(
	shape({
		projects: fc.dictionary(
			folder,
			shape({
				lastCost: dollars,
				lastSessionId: sessionId,
				lastModelUsage: fc.dictionary(model, shape({inputTokens: tokens, outputTokens: tokens, costUSD: dollars})),
			}),
			{maxKeys: 2},
		),
		autoCompactEnabled: fc.boolean(),
		cachedGrowthBookFeatures: shape({x: oddText}),
	}),
);
const config = fc.constantFrom('', '[budgets]\ndayUsd = 1\n', 'figures = 3', '[budgets', '[prices.models]\nx = {}');

const file = (paths: fc.Arbitrary<string>, text: fc.Arbitrary<string>): fc.Arbitrary<Entry> =>
	fc.record({path: paths, kind: fc.constant('file' as const), text});
const transcript = file(transcriptPath, transcriptText);
const meta = file(metaPath, jsonText(shape({agentType: oddText, description: oddText, finished: fc.boolean()})));
const entry = file(registryPath, registry);
const statuslineFile = file(
	fc.oneof(
		sessionId.map(id => `state/ccmon/statusline/${id}.json`),
		fc.constant('state/ccmon/statusline/.x.tmp'),
	),
	statusline,
);
const others = fc.oneof(
	file(fc.constantFrom('.claude/settings.json', '.claude/settings.local.json'), settings),
	file(fc.constantFrom('.claude.json', '.claude/.claude.json'), claudeJson),
	file(fc.constant('config/ccmon/config.toml'), config),
	file(fc.constantFrom('state/ccmon/telemetry.json', 'state/ccmon/forward.json'), oddText),
);
/** Something of another kind where a file or a folder is looked for. */
const strange: fc.Arbitrary<Entry> = fc.record({
	path: fc.oneof(
		{weight: 3, arbitrary: transcriptPath},
		{weight: 3, arbitrary: metaPath},
		registryPath,
		fc.constantFrom('.claude', '.claude/projects', '.claude/projects/-home-dev-api', '.claude/sessions'),
		fc.constantFrom(
			'state',
			'state/ccmon',
			'config/ccmon',
			'state/ccmon/ccmon.db',
			'state/ccmon/statusline',
			'state/ccmon/telemetry.json',
			'state/ccmon/forward.json',
		),
		fc.constantFrom('.claude/settings.json', '.claude.json', '.claude/.claude.json', 'config/ccmon/config.toml'),
		sessionId.map(id => `state/ccmon/statusline/${id}.json`),
	),
	kind: fc.constantFrom('folder', 'pipe', 'loop', 'dangling', 'huge'),
	text: fc.constant(''),
});

function put(home: string, {path: below, kind, text}: Entry): void {
	const stat = readFileSync('/proc/self/stat', 'latin1');
	const procStart = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
	const target = path.join(home, below.replace('PID', String(process.pid)));
	try {
		mkdirSync(path.dirname(target), {recursive: true});
		if (kind === 'file')
			writeFileSync(target, text.replaceAll('PROC_START', procStart).replaceAll('"PID"', String(process.pid)), {
				flag: 'wx',
				mode: 0o600,
			});
		else if (kind === 'folder') mkdirSync(target);
		else if (kind === 'pipe') execFileSync('mkfifo', [target], {stdio: 'ignore'});
		else if (kind === 'huge') {
			writeFileSync(target, '{', {flag: 'wx'});
			// Transcripts may well be long, and are read whole.
			truncateSync(target, target.endsWith('.jsonl') ? 2 ** 24 : 2 ** 33);
		} else symlinkSync(kind === 'loop' ? path.basename(target) : 'nowhere', target);
	} catch {
		// Something else is there already, or the name is too long for this disk.
	}
}

async function check(entries: readonly Entry[], options = {}): Promise<void> {
	const home = mkdtempSync(path.join(tmpdir(), 'ccmon-fuzz-'));
	try {
		for (const entry of entries) put(home, entry);
		await showEverything(home, options);
	} finally {
		rmSync(home, {recursive: true, force: true});
	}
}

const some = (most: number, ...kinds: fc.Arbitrary<Entry>[]) =>
	fc.array(fc.oneof(...kinds), {minLength: 1, maxLength: most});

export const transcripts = edge({
	name: 'transcripts',
	input: some(5, transcript, transcript, meta, entry),
	check: entries => check(entries),
});
export const registered = edge({name: 'registry', input: some(3, entry, entry, transcript), check});
export const statuslines = edge({name: 'statusline', input: some(4, statuslineFile, statuslineFile, entry), check});
export const files = edge({
	name: 'files',
	// The strange ones first: what does not fit beside them is left out.
	input: fc
		.tuple(some(2, strange), some(4, transcript, meta, entry, statuslineFile, others))
		.map(parts => parts.flat()),
	check: entries => check(entries, {doctor: true}),
});
