/**
 * A lively fleet without Claude Code: the events that real sources would emit, generated from a seed. They are not
 * marked as a demo, so what is shown is what the program really does with them.
 */
import type {Emit, ProcessStatus} from '../../claude/events.ts';
import type {RateLimits} from '../../claude/statusline/rate-limits.ts';
import {type Actor, createActor, type Stage} from './actor.ts';
import {cast, prompts, type Role} from './cast.ts';
import {playPast} from './past.ts';
import {createRandom, type Random} from './random.ts';

export interface DemoOptions {
	emit: Emit;
	/** Milliseconds since the epoch. */
	clock: () => number;
	/** Runs something once after a delay in ms. Returns what cancels it. */
	schedule?: (run: () => void, delayMs: number) => () => void;
	seed?: number;
	/** By default those of this machine. */
	roles?: readonly Role[];
}

const minute = 60_000;
/** Beyond the largest pid of Linux (2^22) and macOS: nothing that acts on a demo's row can meet a real process. */
const firstPid = 5_000_001;
const busyAtOnce = 3;

function afterTimeout(run: () => void, delayMs: number): () => void {
	const timer = setTimeout(run, delayMs);
	return () => clearTimeout(timer);
}

/**
 * The plan's two windows: used evenly since they began, from then on growing with the dollars, and starting again at zero when
 * its time has come.
 */
function createLimits(now: number) {
	const fiveHour = {lengthMs: 300 * minute, usedPercentage: 71, perUsd: 1.2, resetsAt: now + 97 * minute};
	const sevenDay = {lengthMs: 10_080 * minute, usedPercentage: 34, perUsd: 0.05, resetsAt: now + 6048 * minute};
	type Window = typeof fiveHour;
	const atTime = ({usedPercentage, resetsAt, lengthMs}: Window, at: number) => {
		const begunAt = resetsAt - lengthMs;
		const share = at >= now ? 1 : Math.max(0, at - begunAt) / (now - begunAt);
		return {usedPercentage: Math.round(usedPercentage * share * 10) / 10, resetsAt};
	};
	const grow = (window: Window, costUsd: number, at: number) => {
		if (at > window.resetsAt) Object.assign(window, {usedPercentage: 0, resetsAt: at + window.lengthMs});
		window.usedPercentage = Math.min(100, window.usedPercentage + costUsd * window.perUsd);
	};
	return (costUsd: number, at: number): RateLimits => {
		for (const window of [fiveHour, sevenDay]) if (at >= now) grow(window, costUsd, at);
		return {fiveHour: atTime(fiveHour, at), sevenDay: atTime(sevenDay, at)};
	};
}

/** What a session does next; `others`: the states of the players, itself included. */
function act(actor: Actor, random: Random, now: number, others: readonly Actor[]): void {
	const {windowTokens, autoCompact, kind} = actor.role;
	const count = (status: ProcessStatus) => others.filter(other => other.status() === status).length;
	switch (actor.status()) {
		case 'busy':
			if (autoCompact && actor.contextTokens() > windowTokens - 33_000) actor.compact(now, 'auto');
			else if (random.chance(0.03) && kind !== 'bg' && count('waiting') === 0) {
				actor.setStatus(now, 'waiting', 'permission prompt');
			} else if (random.chance(0.02)) actor.delegate(now);
			else if (random.chance(0.04)) {
				actor.setStatus(now, 'idle');
				if (random.chance(0.7)) actor.background(now, 'prompt_suggestion');
			} else if (random.chance(0.2)) {
				actor.answer(now, random.between(300, 3400));
				if (random.chance(0.05)) actor.classify(now);
			} else actor.runTool(now);
			return;
		case 'waiting':
			if (random.chance(0.3)) actor.setStatus(now, 'busy');
			return;
		case 'idle':
			if (random.chance(0.01)) actor.clear(now);
			else if (count('busy') < busyAtOnce) {
				actor.prompt(now, random.pick(prompts));
				actor.setStatus(now, 'busy');
			} else if (random.chance(0.04)) actor.background(now, 'away_summary');
	}
}

/** Shows the fleet at once, with its history, then moves something every 0.3 to 1 s until it is closed. */
export function startDemo({emit, clock, schedule = afterTimeout, seed = 1, roles = cast}: DemoOptions): {
	close(): void;
} {
	const random = createRandom(seed);
	const now = clock();
	const spend = createLimits(now);
	const actors = roles.map((role, index) => {
		const stage: Stage = {emit, random, configDir: '/home/dev/.claude', pid: firstPid + index, spend};
		const startedAt = now - role.startedMinutesAgo * minute;
		const lastAt = now - role.lastMinutesAgo * minute;
		const actor = createActor(role, stage, startedAt);
		playPast(actor, random, startedAt, lastAt);
		if (role.status === 'waiting') actor.setStatus(lastAt, 'waiting', 'permission prompt');
		else if (role.status !== null) actor.setStatus(lastAt, role.status);
		if (role.status === 'busy') actor.prompt(lastAt + 1, random.pick(prompts));
		return actor;
	});
	const players = actors.filter(actor => actor.role.active);

	let cancel = () => {};
	const move = () => {
		// With a stopped clock, as for a picture, the fleet stands still, too.
		if (clock() > now) {
			const busy = players.filter(actor => actor.status() === 'busy');
			const actor = busy.length > 0 && random.chance(0.8) ? random.pick(busy) : random.pick(players);
			act(actor, random, clock(), players);
		}
		cancel = schedule(move, random.between(300, 1000));
	};
	cancel = schedule(move, random.between(300, 1000));
	return {close: () => cancel()};
}
