/** `ccmon tpm`: what is recommended for a team, and what this machine really uses. */

import type {DatabaseSync} from 'node:sqlite';
import {type Rate, type RateFigures, ratesOf} from '../../accounting/rates.ts';
import {formatTokens} from '../../core/format.ts';
import {toJsonText} from '../../core/json-text.ts';
import {problemsToJson} from '../../core/problems.ts';
import {
	type FigureSet,
	organisationTokensPerMinute,
	type Range,
	type RecommendedRate,
	recommendedRate,
	recommendedRates,
} from '../../core/reference.ts';
import {readSpendingOf} from '../../index/spending-rows.ts';
import {type CommandIo, textTable, wholeNumber} from '../command-io.ts';
import {type HistoryPlace, readHistory} from '../read-history.ts';
import {readMinutes} from './read-minutes.ts';

export interface TpmOptions extends HistoryPlace {
	figures: FigureSet;
	/** From the config. */
	teamSize: number;
	/** As typed, unchecked; overrides `teamSize`. */
	team?: string | undefined;
	json?: boolean;
	ascii?: boolean;
}

const spanDays = 30;
const dayMs = 86_400_000;
const minuteMs = 60_000;

interface Machine extends RateFigures {
	lastMinute: Rate;
}

/** Returns the exit code: 2 if the team's size is not a number. */
export async function runTpm(options: TpmOptions, io: CommandIo): Promise<number> {
	const users = options.team === undefined ? options.teamSize : wholeNumber(options.team);
	if (!Number.isInteger(users) || users < 1) {
		io.stderr.write(`ccmon tpm: --team ${options.team}: the number of people, 1 or more\n`);
		return 2;
	}
	const {figures} = options;
	const {
		result: machine,
		problems,
		isWhole,
	} = await readHistory(options, io, options, database => measure(database, options.configDirs, io.now()));
	io.stdout.write(
		options.json
			? toJsonText({...toJson(users, figures, machine), problems: problemsToJson(problems)})
			: toText(users, figures, machine, isWhole),
	);
	return 0;
}

function measure(database: DatabaseSync, configDirs: readonly string[], now: number): Machine {
	const since = now - spanDays * dayMs;
	const minutes = readMinutes(database, readSpendingOf(database, configDirs, since), since);
	const lastMinute = minutes.find(({minute}) => minute === Math.floor(now / minuteMs) - 1);
	return {
		...ratesOf(minutes),
		lastMinute: {tokensPerMinute: lastMinute?.tokens ?? 0, requestsPerMinute: lastMinute?.requests ?? 0},
	};
}

function toJson(users: number, figures: FigureSet, machine: Machine | null): object {
	const {tokensPerMinute, requestsPerMinute} = recommendedRate(users, figures);
	return {
		schema: 1,
		figures,
		team: {
			users,
			tokensPerMinutePerUser: tokensPerMinute,
			requestsPerMinutePerUser: requestsPerMinute,
			organisationTokensPerMinute: organisationTokensPerMinute(users, figures),
			organisationRequestsPerMinute: requestsPerMinute && requestsPerMinute[1] * users,
		},
		machine: machine && {
			days: spanDays,
			activeMinutes: machine.activeMinutes,
			lastMinute: machine.lastMinute,
			p50: machine.median,
			p90: machine.p90,
			p99: machine.p99,
			peak: {
				tokensPerMinute: machine.peak.tokensPerMinute,
				requestsPerMinute: machine.peak.requestsPerMinute,
				at: machine.peak.minute === null ? null : new Date(machine.peak.minute * minuteMs).toISOString(),
			},
		},
	};
}

const span = ([low, high]: Range, format: (value: number) => string) => `${format(low)}–${format(high)}`;
const usersOf = ({users: [from, to]}: RecommendedRate) => (Number.isFinite(to) ? `${from}–${to}` : `${from}+`);

function toText(users: number, figures: FigureSet, machine: Machine | null, isWhole: boolean): string {
	const own = recommendedRate(users, figures);
	const rows = recommendedRates(figures).map(rate => [
		rate.users[0] === own.users[0] ? '>' : ' ',
		usersOf(rate),
		span(rate.tokensPerMinute, formatTokens),
		rate.requestsPerMinute ? span(rate.requestsPerMinute, String) : '–',
	]);
	const lines = [
		`Recommended per user, by size of the team (documentation of Claude Code, ${figures}):`,
		...textTable('lrrr', [['', 'USERS', 'TOKENS/MIN', 'REQUESTS/MIN'], ...rows]),
		'',
		teamLine(users, own, figures),
		'Uncached input, cache writes and output count; cache reads do not.',
		'',
		...machineLines(machine, own, isWhole),
		'',
	];
	return lines.join('\n');
}

function teamLine(users: number, own: RecommendedRate, figures: FigureSet): string {
	const perUser = formatTokens(own.tokensPerMinute[1]);
	const all = formatTokens(organisationTokensPerMinute(users, figures));
	const requests = own.requestsPerMinute
		? ` and ${formatTokens(Math.ceil(own.requestsPerMinute[1] * users))} requests`
		: '';
	return `A team of ${users}: ${perUser} × ${users} = ${all} tokens${requests} per minute for the organisation.`;
}

function machineLines(machine: Machine | null, {tokensPerMinute}: RecommendedRate, isWhole: boolean): string[] {
	if (!machine) return [];
	if (machine.activeMinutes === 0) {
		const nothing = isWhole
			? 'This machine made no'
			: 'Not everything could be read: this machine is not known to have made';
		return [`${nothing} requests in the last ${spanDays} days.`];
	}
	const row = (name: string, rate: Rate) => [
		name,
		formatTokens(rate.tokensPerMinute),
		formatTokens(rate.requestsPerMinute),
		rate.tokensPerMinute > tokensPerMinute[1] ? 'above the recommendation' : '',
	];
	return [
		`This machine, in the ${machine.activeMinutes} minutes of the last ${spanDays} days in which it made requests:`,
		...textTable('lrrl', [
			['MINUTE', 'TOKENS/MIN', 'REQUESTS/MIN', ''],
			row('last', machine.lastMinute),
			row('50th percentile', machine.median),
			row('90th percentile', machine.p90),
			row('99th percentile', machine.p99),
			row('peak', machine.peak),
		]),
	];
}
