/**
 * Reads the config file. A wrong value is reported (file, key, what is allowed) and replaced by its default: a typo must
 * not keep the monitor from opening.
 */
import {parse} from 'smol-toml';
import * as v from 'valibot';
import type {Problem} from './claude/events.ts';
import {
	type Config,
	defaultConfig,
	notificationChannels,
	notificationEvents,
	type ProviderAccess,
	themes,
} from './core/config/config.ts';
import {destinationMistake, type HostConfig, hostNameMistake} from './core/config/hosts.ts';
import type {TeamConfig} from './core/config/team.ts';
import {didYouMean} from './core/nearest.ts';
import {figureSets} from './core/reference.ts';
import {realPathOf, reasonOf} from './platform/files.ts';
import {resolveFolder} from './platform/paths.ts';
import {createTableReader, setting, type Table, type TableReader} from './platform/settings-table.ts';
import {readSmallFile} from './platform/small-file.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));
const folder = v.pipe(
	text,
	v.check(path => path === '~' || path.startsWith('~/') || path.startsWith('/')),
	v.transform(path => resolveFolder(path)),
);
/** Claude Code reports where a session runs without symbolic links. */
const projectFolder = (path: string) => realPathOf(resolveFolder(path));
const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));
const percent = v.pipe(v.number(), v.minValue(1), v.maxValue(100));
const percentOrOff = v.union([
	percent,
	v.pipe(
		v.union([v.literal('off'), v.literal(false)]),
		v.transform(() => null),
	),
]);
const rate = v.pipe(dollars, v.maxValue(10_000));
const modelTable = v.strictObject({
	input: rate,
	output: rate,
	cacheRead: v.optional(rate),
	cacheWrite5m: v.optional(rate),
	cacheWrite1h: v.optional(rate),
	windowTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1000))),
});
/** A cache without prices of its own is priced as input. */
const modelPrices = v.pipe(
	modelTable,
	v.transform(({input, output, cacheRead, cacheWrite5m, cacheWrite1h, windowTokens}) => ({
		input,
		output,
		cacheRead: cacheRead ?? input,
		cacheWrite5m: cacheWrite5m ?? input,
		cacheWrite1h: cacheWrite1h ?? cacheWrite5m ?? input,
		windowTokens: windowTokens ?? null,
	})),
);
const words = (list: readonly string[]) => list.map(word => `"${word}"`).join(', ');
const oneOf = <Word extends string>(known: readonly Word[]) =>
	setting(`one of ${words(known)}`, v.picklist(known), known);
const listOf = <Word extends string>(known: readonly Word[]) =>
	setting(`a list of ${words(known)}`, v.array(v.picklist(known)), known);

const settings = {
	flag: setting('true or false', v.boolean()),
	dollars: setting('a number of dollars, 0 or more', dollars),
	folders: setting('a list of folders, absolute or beginning with ~/', v.array(folder)),
	texts: setting('a list of texts', v.array(text)),
	destination: setting(
		'what ssh connects to, such as "user@box" or an alias of ~/.ssh/config, and cannot begin with -',
		v.pipe(
			text,
			v.check(destination => destinationMistake(destination) === null),
		),
	),
	program: setting(
		'a list of a program and its arguments, such as ["docker", "exec", "-i", "dev"]',
		v.pipe(
			v.array(text),
			v.check(([program = '-']) => !program.startsWith('-')),
		),
	),
	figures: oneOf(figureSets),
	theme: oneOf(themes),
	people: setting('a whole number, 1 or more', v.pipe(v.number(), v.integer(), v.minValue(1))),
	percent: setting('a number from 1 to 100', percent),
	percentOrOff: setting('a number from 1 to 100, or "off"', percentOrOff),
	modelPrices: setting(
		'a table of input and output and perhaps cacheRead, cacheWrite5m, cacheWrite1h (dollars per million tokens), windowTokens',
		modelPrices,
		Object.keys(modelTable.entries),
	),
	discount: setting('a number from 0 to 100', v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
	premium: setting('a number of per cent, -100 to 1000', v.pipe(v.number(), v.minValue(-100), v.maxValue(1000))),
	channels: listOf(notificationChannels),
	events: listOf(notificationEvents),
	url: setting('an address that begins with http:// or https://', v.pipe(text, v.url(), v.regex(/^https?:\/\//))),
	variable: setting('the name of an environment variable', v.pipe(text, v.regex(/^[A-Za-z_]\w*$/))),
	file: setting('a file, absolute or beginning with ~/', folder),
	text: setting('a text', text),
	label: setting('the name of a label', v.pipe(text, v.regex(/^[A-Za-z_][\w.]*$/))),
	tokens: setting('a number of tokens, 1 or more', v.pipe(v.number(), v.finite(), v.minValue(1))),
	interval: setting(
		'a time from "15s" to "24h"',
		v.pipe(
			v.string(),
			v.regex(/^\d{1,5}[smh]$/),
			v.transform(
				time => Number(time.slice(0, -1)) * {s: 1000, m: 60_000, h: 3_600_000}[time.slice(-1) as 's' | 'm' | 'h'],
			),
			v.minValue(15_000),
			v.maxValue(86_400_000),
		),
	),
	hours: setting(
		'two times of day, such as "22:00-07:00"',
		v.pipe(
			v.string(),
			v.regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/),
			v.transform(hours => {
				const [from, to] = hours.split('-').map(time => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
				return {fromMinute: from!, toMinute: to!};
			}),
		),
	),
};

export interface LoadedConfig {
	config: Config;
	/** One per wrong key; `path` is the config file. */
	problems: readonly Problem[];
}

/** Reads the text of a config file. Never throws. */
export function parseConfig(toml: string, path: string): LoadedConfig {
	const problems: Problem[] = [];
	const complain = (message: string) => problems.push({type: 'problem', path, message, count: 1});
	let table: Table;
	try {
		table = parse(toml);
	} catch (error) {
		const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
		const line = error instanceof Error && 'line' in error ? ` in line ${error.line}` : '';
		complain(
			`The config is not valid TOML${line} (${reason.replace(/^Invalid TOML document: /, '')}): all defaults are used.`,
		);
		return {config: defaultConfig, problems};
	}
	const root = createTableReader(table, {
		complain: (key, message) => complain(`In the config, ${key} ${message}`),
		advise: didYouMean,
	});
	const defaults = defaultConfig;
	const budgets = root.section('budgets');
	const prices = root.section('prices');
	const policy = root.section('policy');
	const keys = root.section('keys');
	const search = root.section('search');
	const notifications = root.section('notifications');
	const providers = root.section('providers');
	const hosts = root.section('hosts');
	const config: Config = {
		...root.values(
			{
				configDirs: settings.folders,
				figures: settings.figures,
				ascii: settings.flag,
				theme: settings.theme,
				mouse: settings.flag,
				backgroundNormUsd: settings.dollars,
				teamSize: settings.people,
				compactInstructions: settings.texts,
				quietHours: settings.hours,
			},
			defaults,
		),
		budgets: {
			...budgets.values(
				{dayUsd: settings.dollars, monthUsd: settings.dollars, sessionUsd: settings.dollars},
				defaults.budgets,
			),
			projects: budgets.section('projects').entries(settings.dollars, projectFolder),
			sessions: budgets.section('sessions').entries(settings.dollars),
		},
		prices: {
			models: prices.section('models').entries(settings.modelPrices),
			discountPercent: prices.value('discountPercent', settings.discount, defaults.prices.discountPercent),
			regions: prices.section('regions').entries(settings.premium),
		},
		policy: {
			compactIdleAt: policy.value('compactIdleAt', settings.percentOrOff, defaults.policy.compactIdleAt),
			projects: policy.section('projects').entries(settings.percentOrOff, projectFolder),
		},
		keys: keys.values({confirmAboveUsd: settings.dollars}, defaults.keys),
		search: search.values({prompts: settings.flag}, defaults.search),
		notifications: notifications.values(
			{via: settings.channels, command: settings.texts, events: settings.events, fillPercent: settings.percent},
			defaults.notifications,
		),
		providers: {litellm: readProvider(providers, 'litellm'), console: readProvider(providers, 'console')},
		team: readTeam(root.section('team')),
		hosts: readHosts(hosts, (name, message) => complain(`In the config, hosts.${name} ${message}`)),
	};
	for (const reader of [root, budgets, prices, policy, keys, search, notifications, providers]) reader.finish();
	const {via, command} = config.notifications;
	if (via.includes('command') && command.length === 0)
		complain('In the config, notifications.via has "command", but notifications.command names none.');
	return {config, problems};
}

function readProvider(providers: TableReader, name: 'litellm' | 'console'): ProviderAccess {
	const fields = providers.section(name);
	const access = fields.values(
		{url: settings.url, keyEnv: settings.variable, keyFile: settings.file},
		defaultConfig.providers[name],
	);
	fields.finish();
	return access;
}

function readTeam(team: TableReader): TeamConfig {
	const defaults = defaultConfig.team;
	const budgets = team.section('budgets');
	const push = team.section('push');
	const config = {
		...readServerAccess(team),
		...team.values(
			{
				password: settings.text,
				userLabel: settings.label,
				teamLabel: settings.label,
				size: settings.people,
				orgTpm: settings.tokens,
			},
			defaults,
		),
		budgets: {
			...budgets.values(
				{
					dayUsd: settings.dollars,
					monthUsd: settings.dollars,
					userDayUsd: settings.dollars,
					userMonthUsd: settings.dollars,
				},
				defaults.budgets,
			),
			teams: budgets.section('teams').entries(settings.dollars),
		},
		push: {
			...readServerAccess(push),
			...push.values({team: settings.text, machine: settings.text, pseudonym: settings.flag}, defaults.push),
			everyMs: push.value('every', settings.interval, defaults.push.everyMs),
		},
	};
	for (const reader of [team, budgets, push]) reader.finish();
	return config;
}

const access = {url: settings.url, tokenEnv: settings.variable, tokenFile: settings.file};
const readServerAccess = (fields: TableReader) =>
	fields.values({...access, orgId: settings.text, user: settings.text}, defaultConfig.team);

/** A host that cannot be reached as written is reported and left out. */
function readHosts(hosts: TableReader, complain: (name: string, message: string) => void): HostConfig[] {
	return hosts.sections().flatMap(([name, fields]): HostConfig[] => {
		const destination = fields.value('ssh', settings.destination, null);
		const command = fields.value('exec', settings.program, null);
		const rest = {
			name,
			command: fields.value('command', settings.text, 'ccmon'),
			configDirs: fields.value('configDirs', settings.texts, []),
		};
		fields.finish();
		const mistake = hostNameMistake(name);
		if (mistake !== null) complain(name, `is ignored: its name ${mistake}.`);
		else if (destination !== null && command !== null) complain(name, 'has both ssh and exec: exec is ignored.');
		else if (destination === null && command === null) complain(name, 'is ignored: it needs ssh or exec.');
		if (mistake !== null) return [];
		if (destination !== null) return [{...rest, reach: {type: 'ssh', destination}}];
		return command === null ? [] : [{...rest, reach: {type: 'exec', command}}];
	});
}

/** Reads the config file; without one, all defaults and no problem. Never throws. */
export function loadConfig(path: string): LoadedConfig {
	try {
		// People keep their settings in a repository of their own and link to them.
		const toml = readSmallFile(path, {maxBytes: 1024 * 1024, followLinks: true});
		return toml === null ? {config: defaultConfig, problems: []} : parseConfig(toml, path);
	} catch (error) {
		const message = `The config cannot be read (${reasonOf(error)}): all defaults are used.`;
		return {config: defaultConfig, problems: [{type: 'problem', path, message, count: 1}]};
	}
}
