/** The commands of ccmon and their options as data, for parsing, help, completions and the man page. */
import {groupings} from '../core/report.ts';

export interface CommandOption {
	/** Without dashes. */
	name: string;
	/** The placeholder for its value: `DATE`. Without it the option is a flag. */
	value?: string;
	/** The possible values, if they are few; `folder`: any folder. For completions. */
	choices?: readonly string[] | 'folder';
	repeatable?: true;
	description: string;
}

export interface Positional {
	name: string;
	/** What it may be, if the name does not say so. */
	description?: string;
	choices?: readonly string[];
	optional?: true;
}

export interface CommandSpec {
	/** What it does, in one line. */
	description: string;
	positionals?: readonly Positional[];
	options?: readonly CommandOption[];
	/** Placeholder for arguments that are passed on to another program, even what looks like an option. */
	passesOn?: string;
	/** Exit codes besides 0, 1 for a failure, and 2 for a wrong command line. */
	exitCodes?: readonly (readonly [code: number, meaning: string])[];
}

const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const json: CommandOption = {name: 'json', description: 'Print JSON'};

/** One that runs. */
const session: Positional = {
	name: 'SESSION',
	description: 'id or its start, name, or pid; of another machine: HOST/ before it',
};

/** Options of every command. */
export const commonOptions: readonly CommandOption[] = [
	{
		name: 'config-dir',
		value: 'FOLDER',
		choices: 'folder',
		repeatable: true,
		description: "Claude Code's config folder; may be given several times",
	},
	{name: 'help', description: 'Show help'},
	{name: 'version', description: 'Show the version'},
];

const all = {
	monitor: {
		description: 'Watch every running Claude Code session',
		options: [
			{name: 'once', description: 'Print the sessions once and exit'},
			{name: 'json', description: 'With --once: as JSON'},
			{
				name: 'host',
				value: 'NAME',
				repeatable: true,
				description: 'Only this host of the config; local: this machine',
			},
			{name: 'no-hosts', description: 'Only sessions of this machine'},
			{name: 'demo', description: 'Show a made-up fleet'},
			{name: 'ascii', description: 'Draw with ASCII characters only'},
			{name: 'fresh', description: 'Start with the whole list, not as you left it'},
		],
	},
	run: {
		description: 'Start claude here so that ccmon can reach its keyboard',
		passesOn: '[claude arguments…]',
	},
	send: {
		description: 'Type into a session, safely, and wait for the evidence',
		positionals: [session, {name: 'TEXT', description: 'a prompt, /compact or /clear; - reads it from standard input'}],
		options: [
			{name: 'json', description: 'Print the outcome as JSON'},
			{name: 'yes', description: 'Do not ask before /clear'},
		],
		exitCodes: [
			[3, 'refused: nothing was typed'],
			[4, 'typed, but not confirmed in time'],
		],
	},
	answer: {
		description: 'Answer what a session asks, once, and wait for proof',
		positionals: [
			session,
			{name: 'ANSWER', description: "allow (this once), deny, or the number or label of a question's choice"},
		],
		options: [
			{name: 'reason', value: 'TEXT', description: 'With deny: what Claude is to do instead'},
			{name: 'json', description: 'Print the outcome as JSON'},
			{name: 'yes', description: 'Do not ask, not even before what looks dangerous'},
		],
		exitCodes: [
			[3, 'refused: nothing was pressed'],
			[4, 'answered, but not confirmed in time'],
		],
	},
	hosts: {
		description: 'Your other machines: their state, and what fixes it',
		positionals: [
			{name: 'add', description: 'try a machine, and write it into the config', choices: ['add'], optional: true},
			{
				name: 'DESTINATION',
				description: 'what ssh connects to: user@box, or an alias of ~/.ssh/config',
				optional: true,
			},
		],
		options: [{name: 'name', value: 'NAME', description: 'With add: what to call it here'}, json],
		exitCodes: [[1, 'one of them cannot be reached']],
	},
	open: {
		description: 'Go to a session in this terminal',
		positionals: [session],
		exitCodes: [[3, 'refused: it cannot be reached']],
	},
	sessions: {
		description: 'List and search past conversations',
		options: [
			{
				name: 'search',
				value: 'WORDS',
				description:
					'Those with all of these words, or words that start with them, in title, prompts, folder or branch',
			},
			json,
		],
	},
	resume: {
		description: 'Resume a past conversation here, in its folder',
		positionals: [{name: 'SESSION', description: 'id or its start, title, or words that only it has'}],
		options: [{name: 'fork', description: 'As a new conversation; the old one stays as it is'}],
	},
	report: {
		description: 'What it cost: by day, project, model and more',
		options: [
			{name: 'by', value: 'GROUPING', choices: groupings, description: 'What to add up by; day by default'},
			{name: 'since', value: 'DATE', description: 'From this day on: 2026-11-01, today, or 7d'},
			{name: 'until', value: 'DATE', description: 'Up to and including this day'},
			{name: 'timezone', value: 'ZONE', description: 'Days of this time zone: Europe/Berlin'},
			json,
			{name: 'csv', description: 'Print CSV'},
			{name: 'check', description: 'Exit with 1 when a budget is exceeded'},
		],
		exitCodes: [
			[1, 'with --check: a budget is exceeded'],
			[2, 'with --check: it could not be checked; the reason is on standard error'],
		],
	},
	tpm: {
		description: 'Tokens per minute: recommended for a team, and used here',
		options: [{name: 'team', value: 'USERS', description: 'Size of the team'}, json],
	},
	metrics: {
		description: 'Figures for Prometheus',
		options: [
			{name: 'listen', value: 'PORT', description: 'Serve them on 127.0.0.1 instead of printing them once'},
			{name: 'push', description: "Send them once to the address of the config's [team.push]"},
		],
	},
	team: {
		description: "A team's costs and rates, from its Prometheus",
		positionals: [
			{
				name: 'setup',
				choices: ['setup'],
				optional: true,
				description: 'print what each side configures; changes nothing',
			},
			{
				name: 'PART',
				choices: ['server', 'managed', 'push', 'rules', 'dashboard'],
				optional: true,
				description: 'one part alone, for a file',
			},
		],
		options: [
			json,
			{name: 'csv', description: 'Print CSV, a line for each person'},
			{name: 'check', description: 'Exit with 1 when a budget or the limit of tokens per minute is exceeded'},
		],
		exitCodes: [
			[1, 'with --check: a budget or the limit is exceeded'],
			[2, 'with --check: it could not be checked; the reason is on standard error'],
		],
	},
	stream: {
		description: 'Stream sessions and their changes through a pipe',
	},
	setup: {
		description: 'Let Claude Code report exact counts; shows it, then asks',
		options: [
			{name: 'yes', description: 'Do not ask'},
			{name: 'print', description: 'Show the change without making it'},
			{name: 'undo', description: 'Undo what setup changed'},
			{name: 'purge', description: 'Undo it, and remove all files that ccmon has created'},
			{name: 'leave-exporters', description: 'Leave telemetry that goes to your own collector alone'},
		],
	},
	doctor: {
		description: 'Check what works, what is missing, and what fixes it',
		options: [json, {name: 'report', description: 'Print what a bug report needs, without names, paths or prompts'}],
	},
	config: {
		description: 'The config file: path, init, edit, check',
		positionals: [{name: 'ACTION', choices: ['path', 'init', 'edit', 'check']}],
	},
	completions: {
		description: 'Print the completions for a shell',
		positionals: [{name: 'SHELL', choices: shells}],
	},
	help: {
		description: 'Show help for a command',
		positionals: [{name: 'COMMAND', optional: true}],
	},
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof all;

export const commands: Readonly<Record<CommandName, CommandSpec>> = all;

/** All except the monitor, which has no name: plain `ccmon` opens it. */
export const commandNames = Object.keys(all).filter(name => name !== 'monitor') as readonly CommandName[];

export function optionsOf(name: CommandName): readonly CommandOption[] {
	const {options = [], passesOn} = commands[name];
	return passesOn === undefined ? [...options, ...commonOptions] : [];
}

/** `ccmon send [options] SESSION TEXT` */
export function usageOf(name: CommandName): string {
	const {positionals = [], passesOn} = commands[name];
	const words = positionals.map(({name, optional}) => (optional ? `[${name}]` : name));
	return ['ccmon', ...(name === 'monitor' ? [] : [name]), passesOn ?? '[options]', ...words].join(' ');
}
