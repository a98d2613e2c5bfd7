/** Counters of a made-up machine, and one that pushes them, on a clock of its own. */
import {type Counter, countersOf} from '../../source/reports/team/counters.ts';
import {type PushResult, pushCounters} from '../../source/reports/team/push.ts';
import type {TemporaryFolder} from './environment.ts';

const quarterMs = 900_000;

export interface Spent {
	/** By the machine's clock, in ms. */
	at: number;
	usd: number;
	inputTokens?: number;
	model?: string;
	purpose?: 'main' | 'background';
}

export function countersFrom(spent: readonly Spent[]): Counter[] {
	const pieces = spent.map(({at, usd, inputTokens = 0, model = 'claude-opus-4-5', purpose = 'main' as const}) => ({
		...{model, purpose, cause: null, speed: 'standard' as const, usInference: false, largePrompt: false},
		...{isIdle: false, isSurplus: false, requests: 1, costUsd: usd, lastAt: at, quarter: Math.floor(at / quarterMs)},
		usage: {
			inputTokens,
			...{outputTokens: 0, cacheReadInputTokens: 0, cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 0},
			webSearchRequests: 0,
		},
	}));
	const conversation = {row: 1, sessionId: 'a', configDir: null, cwd: null, title: null, basis: 'estimated' as const};
	const minutes = spent.map(({at, inputTokens = 0}) => ({
		...{minute: Math.floor(at / 60_000), tokens: inputTokens, requests: 1},
	}));
	return countersOf([{...conversation, partial: false, pieces}], minutes);
}

export interface MachineOptions {
	folder: TemporaryFolder;
	user: string;
	url: string;
	machine?: string;
	/** How far its clock is ahead, in ms. */
	clockOffsetMs?: number;
	timeoutMs?: number;
}

/** `spend` is by the true time; the machine itself knows its own clock alone. */
export function createMachine({folder, user, machine = user, clockOffsetMs = 0, ...options}: MachineOptions) {
	const spent: Spent[] = [];
	let {url} = options;
	let offset = clockOffsetMs;
	return {
		spent,
		spend: (usd: number, more: Partial<Spent> = {}) => spent.push({usd, ...more, at: (more.at ?? Date.now()) + offset}),
		setClock: (offsetMs: number) => {
			offset = offsetMs;
		},
		useUrl: (other: string) => {
			url = other;
		},
		push(prices = 'list'): Promise<PushResult> {
			const access = {url, tokenEnv: null, tokenFile: null, orgId: null};
			return pushCounters({
				databasePath: folder.at(`${machine}.db`),
				configDirs: ['/claude'],
				push: {...access, user, team: 'core', machine, pseudonym: false, everyMs: 60_000},
				identity: {user, team: 'core', machine},
				counters: countersFrom(spent),
				prices,
				...{sessions: 1, env: {}, now: () => Date.now() + offset},
				timeoutMs: options.timeoutMs ?? 10_000,
			});
		},
	};
}
