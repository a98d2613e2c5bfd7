/** The year before the demo, made up from a seed, and the budgets that it is compared with. */

import {modelName} from '../../claude/models/models.ts';
import {describeCause, type Purpose} from '../../claude/telemetry/purpose.ts';
import {noUsage} from '../../claude/usage.ts';
import type {Budgets} from '../../core/config/config.ts';
import {type HistoryBook, type HistoryGrouping, historyView, spanDays} from '../../core/history-layout.ts';
import type {ReferenceFigures} from '../../core/reference.ts';
import {type ReportEntry, sumReport} from '../../core/report.ts';
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
	/** What the demo shows at the moment: today is made of it. */
	sessions(): Iterable<Session>;
}

export function demoBook({now, dateOf, timezone, reference, sessions}: DemoBookOptions): HistoryBook {
	const today = Date.parse(`${dateOf(now)}T00:00:00Z`) / dayMs;
	const past = madeUpYear(today);
	const nameOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
	const all = () => [...past, ...ofToday(sessions(), today)];
	const sum = (by: HistoryGrouping | 'day', from: number) =>
		sumReport(
			all()
				.filter(({day}) => day >= from)
				.flatMap(spent => entries(spent, by, nameOf)),
			by,
			timezone,
		);
	const sumUsd = (of: readonly Spent[]) => of.reduce((total, {usd, backgroundUsd}) => total + usd + backgroundUsd, 0);
	return {
		view(span, grouping) {
			const top = sum(grouping, today + 1 - spanDays[span]);
			return historyView({span, grouping, today: nameOf(today), days: sum('day', 0), top, reference});
		},
		spending() {
			const month = nameOf(today).slice(0, 7);
			const ofMonth = all().filter(({day}) => nameOf(day).startsWith(month));
			const projects = Map.groupBy(ofMonth, ({role}) => role.cwd);
			return {
				day: nameOf(today),
				month,
				dayUsd: sumUsd(ofMonth.filter(({day}) => day === today)),
				monthUsd: sumUsd(ofMonth),
				projects: new Map([...projects].map(([cwd, of]) => [cwd, sumUsd(of)])),
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

function entries({day, role, usd, backgroundUsd}: Spent, by: HistoryGrouping | 'day', nameOf: (day: number) => string) {
	const {cwd, model, name} = role;
	const entry = (purpose: Purpose, costUsd: number, cause: string): ReportEntry => {
		const keys = {day: nameOf(day), project: cwd, model, session: name, cause};
		const names = {
			day: null,
			project: cwd.split('/').at(-1) ?? cwd,
			model: modelName(model),
			session: name,
			cause: describeCause(cause).label,
		};
		const sums = {usage: noUsage, requests: purpose === 'main' ? Math.ceil(usd * 12) : 0, costUsd};
		return {key: keys[by], name: names[by], model, purpose, ...sums, basis: 'telemetry', partial: false, lastAt: null};
	};
	return [entry('main', usd, 'main'), entry('background', backgroundUsd, 'prompt_suggestion')];
}
