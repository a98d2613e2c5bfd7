/** A year of history for the demo, generated from a seed, and budgets to compare it with. */

import {modelName} from '../../claude/models/models.ts';
import {describeCause, type Purpose} from '../../claude/telemetry/purpose.ts';
import {noUsage} from '../../claude/usage.ts';
import type {Budgets} from '../../core/config/config.ts';
import {type HistoryChoice, type HistoryGrouping, spanDays} from '../../core/history/choice.ts';
import {type HistoryBook, historyView, type PromptRow} from '../../core/history/layout.ts';
import type {ReferenceFigures} from '../../core/reference.ts';
import {type ReportEntry, sumReport, toolKey} from '../../core/report.ts';
import type {Session} from '../../core/session.ts';
import {cast, type Role} from './cast.ts';
import {createRandom} from './random.ts';

export const demoBudgets: Budgets = {
	dayUsd: 30,
	monthUsd: 400,
	sessionUsd: 8,
	projects: {'/home/dev/work/api': 120},
	sessions: {'api-refactor': 12},
};

interface Spent {
	/** Days since the epoch, in UTC like the days of the view. */
	day: number;
	role: Role;
	usd: number;
	backgroundUsd: number;
}

const dayMs = 86_400_000;
const backgroundShare = 0.03;

export interface DemoBookOptions {
	now: number;
	/** The local day of a time: `2026-11-20`. */
	dateOf(at: number): string;
	timezone: string;
	reference: ReferenceFigures;
	/** The demo's present sessions, which today's figures are made from. */
	sessions(): Iterable<Session>;
}

export function demoBook({now, dateOf, timezone, reference, sessions}: DemoBookOptions): HistoryBook {
	const today = Date.parse(`${dateOf(now)}T00:00:00Z`) / dayMs;
	const past = madeUpYear(today);
	const nameOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
	const all = () => [...past, ...ofToday(sessions(), today)];
	const sum = (by: Grouped, from: number, path: HistoryChoice['path']) =>
		sumReport(
			all()
				.filter(({day}) => day >= from)
				.flatMap(spent => entries(spent, by, nameOf, path)),
			by,
			timezone,
		);
	const spentIn = (of: readonly Spent[]) => ({usd: sumUsd(of), hasUnpriced: false});
	const sumUsd = (of: readonly Spent[]) => of.reduce((total, {usd, backgroundUsd}) => total + usd + backgroundUsd, 0);
	return {
		view(choice) {
			const {span, grouping, path} = choice;
			const top = sum(grouping === 'prompt' ? 'session' : grouping, today + 1 - spanDays[span], path);
			const prompts = grouping === 'prompt' ? promptsOf(top.totals.costUsd ?? 0, now) : null;
			return historyView({
				...choice,
				today: nameOf(today),
				days: sum('day', 0, []),
				top,
				prompts,
				troubles: null,
				reference,
			});
		},
		spending() {
			const month = nameOf(today).slice(0, 7);
			const ofMonth = all().filter(({day}) => nameOf(day).startsWith(month));
			const projects = Map.groupBy(ofMonth, ({role}) => role.cwd);
			return {
				day: nameOf(today),
				month,
				ofDay: spentIn(ofMonth.filter(({day}) => day === today)),
				ofMonth: spentIn(ofMonth),
				projects: new Map([...projects].map(([cwd, of]) => [cwd, spentIn(of)])),
				sessions: [],
			};
		},
		spentSince(at) {
			const live = [...sessions()].map(({sessionId, name, cost}) => ({sessionId, name, usd: cost.totalUsd ?? 0}));
			const before = past.filter(({day}) => day * dayMs >= at);
			const byName = Map.groupBy(before, ({role}) => role.name);
			const earlier = [...byName].map(([name, of]) => ({
				sessionId: `demo ${name}`,
				name: `${name}, earlier`,
				usd: sumUsd(of),
			}));
			return [...live, ...earlier];
		},
	};
}

function madeUpYear(today: number): Spent[] {
	const random = createRandom(7);
	const year: Spent[] = [];
	for (let day = today - spanDays.year; day < today; day++) {
		// 1970-01-01 was a Thursday.
		const isWeekend = (day + 3) % 7 >= 5;
		for (const role of cast) {
			const isAtWork = random.chance(isWeekend ? 0.06 : 0.36);
			const usd = random.between(20, 900) / 100;
			if (isAtWork) year.push({day, role, usd, backgroundUsd: usd * backgroundShare});
		}
	}
	return year;
}

const ofToday = (sessions: Iterable<Session>, day: number): Spent[] =>
	[...sessions].flatMap(({name, cost}) => {
		const role = cast.find(candidate => candidate.name === name);
		const backgroundUsd = cost.backgroundUsd ?? 0;
		return role ? [{day, role, usd: (cost.totalUsd ?? 0) - backgroundUsd, backgroundUsd}] : [];
	});

type Grouped = Exclude<HistoryGrouping, 'prompt'>;

/** The tools that the made-up sessions called, with their shares of the cost. */
const toolShares = {
	Bash: 0.3,
	Read: 0.22,
	Edit: 0.18,
	Agent: 0.14,
	Grep: 0.05,
	mcp__github__search_issues: 0.04,
	mcp__github__get_issue: 0.02,
	'no tool': 0.05,
};

function entries(
	{day, role, usd, backgroundUsd}: Spent,
	by: Grouped,
	nameOf: (day: number) => string,
	path: HistoryChoice['path'],
): ReportEntry[] {
	const {cwd, model, name} = role;
	const make = (purpose: Purpose, costUsd: number, cause: string, tool: string): ReportEntry[] => {
		const keys: Record<HistoryGrouping, string> = {
			day: nameOf(day),
			project: cwd,
			model,
			session: name,
			cause,
			tool: toolKey(tool),
			prompt: '',
		};
		const names = {
			day: null,
			project: cwd.split('/').at(-1) ?? cwd,
			model: modelName(model),
			session: name,
			tool: null,
			cause: describeCause(cause).label,
		};
		if (path.some(step => keys[step.by] !== step.key)) return [];
		const requests = purpose === 'main' ? Math.ceil(costUsd * 12) : 0;
		const calls = {calls: requests, resultBytes: requests * 5200, subagentCalls: 0, subagentUsd: 0};
		const figures = by === 'tool' && tool !== 'no tool' && purpose === 'main' ? {tool: calls} : {};
		const sums = {usage: noUsage, requests, costUsd, ...figures};
		const known = {basis: 'telemetry', partial: false} as const;
		return [{key: keys[by], name: names[by], model, purpose, ...sums, ...known}];
	};
	const shares: [string, number][] = by === 'tool' ? Object.entries(toolShares) : [['no tool', 1]];
	const main = shares.flatMap(([tool, share]) => make('main', usd * share, 'main', tool));
	return [...main, ...make('background', backgroundUsd, 'prompt_suggestion', 'background')];
}

const madeUpPrompts = [
	'why does the login test fail on CI?',
	'fix it, and add a test for the expired token',
	'/compact keep the decisions',
	'now update the docs',
];

function promptsOf(usd: number, now: number): PromptRow[] {
	const shares = [0.35, 0.45, 0.05, 0.15];
	return madeUpPrompts.map((text, index) => {
		const costUsd = usd * shares[index]!;
		const parts = {subagentUsd: index === 0 ? costUsd * 0.4 : 0, backgroundUsd: costUsd * backgroundShare};
		const at = now - (madeUpPrompts.length - index) * 1_260_000;
		return {at, text, requests: Math.max(1, Math.ceil(costUsd * 12)), costUsd, ...parts};
	});
}
