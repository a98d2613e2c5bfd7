/**
 * One trial: the real Claude Code in some state, perhaps with a draft; ccmon acts on it; something happens at a random
 * moment meanwhile. Then the session, its neighbours and its files are looked at, without ccmon's eyes.
 */
import {existsSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';
import {perform} from '../../source/control/actions/perform.ts';
import type {Outcome, SessionAction} from '../../source/core/action-log.ts';
import {isRunning, signalTo} from './process.ts';
import type {Random} from './random.ts';
import {type Bench, type TrialSession, truthOf} from './trial-bench.ts';
import {type Scene, type SceneContext, scenes} from './trial-scenes.ts';
import {waitFor} from './wait.ts';

export interface TrialResult {
	scene: string;
	action: SessionAction['type'] | null;
	draft: boolean;
	outcome: Outcome['outcome'] | null;
	reason: string | null;
	durationMs: number;
	/** What must never happen, in words; empty when all is well. */
	violations: string[];
	/** The draft is safe, but in the stash, because something stood in the way of putting it back. */
	draftStashed: boolean;
	/** How a queued action ended, where the turn before it ends by itself. */
	settled: Outcome['outcome'] | null;
	/** Why the trial itself could not be made. */
	broken: string | null;
}

/** Null: not in time. */
const within = <Result>(ms: number, work: Promise<Result>): Promise<Result | null> =>
	Promise.race([work, sleep(ms).then(() => null)]);

const comparable = (text: string) => text.replace(/\s+/g, '');

function someAction(random: Random, id: string): SessionAction {
	return random.pick<SessionAction>([
		{type: 'compact', instructions: null},
		{type: 'compact', instructions: `keep the names ${id}`},
		{type: 'clear'},
		{type: 'prompt', text: `prompt number ${id}`},
		{type: 'prompt', text: `prompt number ${id}\nof two\n\nparagraphs, the second\nof several lines`},
	]);
}

/** The box as a person sees it: rows between the two lowest rules, known from a hint because this trial typed it. */
async function boxText(claude: TrialSession): Promise<string> {
	const rows = await claude.pane.rows();
	const bottom = rows.findLastIndex(row => /^─+$/.test(row));
	const top = rows.findLastIndex((row, index) => index < bottom && row.startsWith('──'));
	return comparable(rows.slice(top + 1, bottom).join('')).replace(/^❯/, '');
}

export async function runTrial(
	bench: Bench,
	claude: TrialSession,
	random: Random,
	scene: Scene = random.pick(scenes),
): Promise<TrialResult> {
	const id = random.hex(8);
	const context: SceneContext = {bench, claude, random, marker: bench.folder.at(`marker-${random.hex(8)}`)};
	const action = someAction(random, id);
	const draft = scene.draft !== 'never' && random.chance(0.5) ? `draft ${id} of mine` : '';
	if (scene.draft === 'before') await typeDraft(claude, draft);
	await scene.before(context);
	if (scene.draft !== 'before') await typeDraft(claude, draft);
	const session = await bench.sessionOf(claude);
	const before = truthOf(bench.home);
	const bystander = await bench.strayKeys();
	const status = claude.registry().status;

	const conversations = watchConversations(claude);
	const startedAt = Date.now();
	const happening = scene.during ? sleep(random.int(0, 1100)).then(() => scene.during!(context)) : Promise.resolve();
	const later: Promise<void>[] = [];
	const giveUp = new AbortController();
	const deps = {...bench.deps, signal: giveUp.signal, onLater: (work: Promise<void>) => void later.push(work)};
	const settling = Promise.withResolvers<Outcome>();
	const acting = perform(action, session, deps, settling.resolve);
	const [outcome] = await Promise.all([acting, happening]);
	const durationMs = Date.now() - startedAt;
	await sleep(150);

	const violations: string[] = [];
	if (existsSync(context.marker)) violations.push('a permission prompt was answered');
	if (status === 'waiting' && isRunning(claude.pid) && claude.registry().status !== 'waiting') {
		violations.push('a dialog was closed');
	}
	if ((await bench.strayKeys()) !== bystander) violations.push('another pane was typed into');
	await scene.after?.(context);
	await within(10_000, Promise.all(later)).then(tidied => tidied ?? giveUp.abort());
	const draftStashed = isRunning(claude.pid) ? await checkDraft(context, draft, violations) : false;
	const end = outcome.outcome === 'queued' && scene.turnEnds ? await within(30_000, settling.promise) : null;
	giveUp.abort();
	await checkTruth(context, scene, action, end ?? outcome, {...before, seen: conversations.seen}, id, violations);
	conversations.close();
	return {
		scene: scene.name,
		action: action.type,
		draft: draft !== '',
		outcome: outcome.outcome,
		reason: outcome.reason,
		durationMs,
		violations,
		draftStashed,
		settled: end?.outcome ?? null,
		broken: null,
	};
}

export function brokenTrial(scene: string, why: string): TrialResult {
	const nothing = {action: null, draft: false, outcome: null, reason: null, durationMs: 0};
	return {scene, ...nothing, violations: [], draftStashed: false, settled: null, broken: why};
}

/** For a session in an unknown state: the next trial gets a new one. */
export async function abandon(claude: TrialSession): Promise<void> {
	signalTo(claude.pid, 'SIGKILL');
	await waitFor(() => !isRunning(claude.pid), {what: 'the session to end'});
	await claude.pane.close().catch(() => undefined);
}

async function typeDraft(claude: TrialSession, draft: string): Promise<void> {
	if (!draft) return;
	await claude.pane.type(draft);
	await waitFor(async () => (await boxText(claude)).includes(comparable(draft)), {what: 'the draft to be typed'});
}

/** Leaves whatever is open by escape, which approves nothing, and looks for the draft in the box and the stash. */
async function checkDraft({claude}: SceneContext, draft: string, violations: string[]): Promise<boolean> {
	for (let tries = 0; tries < 20 && claude.registry().status !== 'idle'; tries++) {
		if (claude.registry().status === 'waiting') await claude.pane.press('Escape');
		await sleep(300);
	}
	if (!draft) return false;
	const has = async () => (await boxText(claude)).includes(comparable(draft));
	const isStashed = async () => (await claude.pane.screen()).includes('draft stashed');
	// A pane that was resized is drawn again in its own time: until then the end of the box may be missing.
	for (let tries = 0; tries < 100 && !(await isStashed()); tries++) {
		if (await has()) return false;
		await sleep(100);
	}
	if (await isStashed()) {
		if ((await boxText(claude)) !== '') await claude.pane.press('C-e', 'C-u');
		await claude.pane.press('C-s');
		if (await waitFor(has, {what: 'the draft', timeout: 10_000}).catch(() => false)) return true;
	}
	violations.push(`the draft is lost: ${JSON.stringify((await claude.pane.screen()).slice(-600))}`);
	return false;
}

/** `done` and `queued` must be true, `refused` must have left no trace. */
async function checkTruth(
	{bench}: SceneContext,
	scene: Scene,
	action: SessionAction,
	outcome: Outcome,
	before: ReturnType<typeof truthOf> & {seen: ReadonlySet<string>},
	id: string,
	violations: string[],
): Promise<void> {
	const happened = () => {
		const now = truthOf(bench.home);
		if (action.type === 'compact') return now.compactions > before.compactions;
		if (action.type === 'clear') return before.seen.size > 1;
		return now.prompts.includes(`prompt number ${id}`);
	};
	const said = outcome.outcome;
	if (said === 'done' && !(await waitFor(happened, {what: 'it', timeout: 15_000}).catch(() => false))) {
		violations.push('"done" was false');
	}
	if (said === 'queued' && action.type === 'prompt' && scene.turnEnds) {
		if (!(await waitFor(happened, {what: 'it', timeout: 30_000}).catch(() => false)))
			violations.push('"queued" was false');
	}
	// A person who reads that it failed sends it again. Of a session that has ended nothing more can be known.
	if (said === 'failed' && action.type === 'prompt' && outcome.reason !== 'the session ended first' && happened()) {
		violations.push('"failed" was false');
	}
	if (said !== 'refused') return;
	await sleep(200);
	const {prompts} = truthOf(bench.home);
	if (prompts.includes(id) && !before.prompts.includes(id)) violations.push('a refused text was submitted');
}

/** Which conversations the process says to be in while a trial lasts: once it has ended it says nothing more. */
function watchConversations(claude: TrialSession): {seen: ReadonlySet<string>; close(): void} {
	const seen = new Set<string>();
	const look = () => {
		try {
			seen.add(claude.registry().sessionId);
		} catch {
			// Ended, or in the middle of being written.
		}
	};
	look();
	const timer = setInterval(look, 20);
	return {seen, close: () => clearInterval(timer)};
}

/** An empty box, an idle session, a screen of the usual size: ready for the next trial. Null: it is gone. */
export async function tidy(claude: TrialSession): Promise<TrialSession | null> {
	const {pane} = claude;
	await pane.resize(100, 30).catch(() => undefined);
	for (let tries = 0; tries < 40; tries++) {
		if (!isRunning(claude.pid)) return null;
		const screen = await pane.screen();
		const status = claude.registry().status;
		if (status === 'waiting') await pane.press('Escape');
		else if ((await boxText(claude)) === '' && status === 'idle' && !screen.includes('draft stashed')) {
			await sleep(400);
			if ((await boxText(claude)) === '' && claude.registry().status === 'idle') return claude;
		} else if ((await boxText(claude)) !== '' && !/Press up to/.test(screen)) await pane.press('C-e', 'C-u');
		else if (screen.includes('draft stashed')) await pane.press('C-s');
		await sleep(250);
	}
	await pane.close();
	return null;
}
