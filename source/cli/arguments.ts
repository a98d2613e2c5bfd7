/**
 * Parses the command line. Options come before a command's arguments or after all of them; what is in between is
 * text, whatever it looks like, and so is everything after `--`. Values stay text.
 */
import {localHost} from '../core/config/hosts.ts';
import {didYouMean} from '../core/nearest.ts';
import {
	type CommandName,
	type CommandOption,
	commandNames,
	commands,
	optionsOf,
	type Shell,
	usageOf,
} from './command-line.ts';

/** The command line is wrong; the message says what is right. */
export class UsageError extends Error {}

export interface CommonOptions {
	/** Claude Code's config folders, as given; empty: those of the config file or the environment. */
	configDirs: readonly string[];
}

export interface MonitorOptions extends CommonOptions {
	once: boolean;
	json: boolean;
	demo: boolean;
	ascii: boolean;
	/** Ignore how the screen was last left. */
	fresh: boolean;
	/** Hosts to show, by name; `local`: this machine. Null: this machine and all hosts of the config. */
	hosts: readonly string[] | null;
}

/** A subcommand's options by camelCase name: strings, and true for flags. */
export type SubcommandOptions = Readonly<Record<string, string | true | undefined>>;

export type Subcommand = Exclude<CommandName, 'monitor' | 'run' | 'help' | 'completions'>;

export type Invocation =
	| {command: 'monitor'; options: MonitorOptions}
	| {command: 'version'}
	| {command: 'help'; topic: string | null}
	| {command: 'completions'; shell: Shell}
	| {command: 'run'; claudeArguments: readonly string[]}
	| {command: Subcommand; args: readonly string[]; options: SubcommandOptions; configDirs: readonly string[]};

/** The words of the command line, sorted by where they are. */
interface Line {
	name: CommandName;
	args: readonly string[];
	options: readonly (readonly [name: string, value: string | true])[];
	/** The arguments of a command that passes them on. */
	rest: readonly string[];
}

/** Parses the arguments after the program's name. Throws `UsageError`. */
export function parseArguments(argv: readonly string[]): Invocation {
	const {name, args, options, rest} = readLine(argv);
	const given = new Map(options);
	if (given.has('version')) return {command: 'version'};
	if (given.has('help')) return {command: 'help', topic: name === 'monitor' ? null : name};
	for (const [option] of options) checkOption(name, option);
	const {positionals = []} = commands[name];
	const absent = positionals[args.length];
	if (absent && !absent.optional) throw new UsageError(`${absent.name} is missing. Usage: ${usageOf(name)}`);
	for (const [index, word] of args.entries()) checkWord(name, word, index);
	const configDirs = options.flatMap(([option, value]) => (option === 'config-dir' ? [String(value)] : []));
	switch (name) {
		case 'monitor': {
			const monitor = {
				configDirs,
				once: given.has('once'),
				json: given.has('json'),
				demo: given.has('demo'),
				ascii: given.has('ascii'),
				fresh: given.has('fresh'),
				hosts: hostsOf(options),
			};
			if (monitor.json && !monitor.once) throw new UsageError('--json goes with --once: ccmon --once --json');
			return {command: name, options: monitor};
		}
		case 'run':
			return {command: name, claudeArguments: rest};
		case 'help':
			return {command: name, topic: args[0] ?? null};
		case 'completions':
			return {command: name, shell: args[0] as Shell};
		default: {
			given.delete('config-dir');
			const byName = [...given].map(([option, value]) => [camelCase(option), value]);
			return {command: name, args, options: Object.fromEntries(byName), configDirs};
		}
	}
}

function hostsOf(options: Line['options']): readonly string[] | null {
	const named = options.flatMap(([option, value]) => (option === 'host' ? [String(value)] : []));
	if (!options.some(([option]) => option === 'no-hosts')) return named.length > 0 ? named : null;
	if (named.length > 0) throw new UsageError('--host and --no-hosts exclude each other');
	return [localHost];
}

function readLine(argv: readonly string[]): Line {
	let name: CommandName = 'monitor';
	let isEnded = false;
	const args: string[] = [];
	const options: [string, string | true][] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index]!;
		const {positionals = [], passesOn} = commands[name];
		if (passesOn !== undefined) return {name, args, options, rest: argv.slice(index)};
		const isBetween = args.length > 0 && args.length < positionals.length && !positionals[args.length]!.optional;
		if (word === '--' && !isEnded) isEnded = true;
		else if (!isEnded && !isBetween && /^--?[a-z]/i.test(word)) {
			const option = readOption(name, word, argv[index + 1]);
			options.push([option.name, option.value]);
			if (option.tookNext) index++;
		} else if (name === 'monitor') name = commandCalled(word);
		else if (args.length < positionals.length) args.push(word);
		else throw new UsageError(surplus(name, word));
	}
	return {name, args, options, rest: []};
}

const shortNames: Readonly<Record<string, string>> = {'-h': 'help', '-v': 'version'};

function readOption(command: CommandName, word: string, next: string | undefined) {
	const equals = word.indexOf('=');
	const typed = equals < 0 ? word : word.slice(0, equals);
	const known = optionsOf(command);
	const option = known.find(({name}) => typed === `--${name}` || shortNames[typed] === name);
	if (!option) throw new UsageError(unknownOption(command, typed, known));
	const {name, value: placeholder} = option;
	const inline = equals < 0 ? undefined : word.slice(equals + 1);
	if (placeholder === undefined) {
		if (inline !== undefined) throw new UsageError(`--${name} takes no value. Usage: ${usageOf(command)}`);
		return {name, value: true, tookNext: false} as const;
	}
	const value = inline ?? next;
	// If the next word looks like an option, the value was forgotten.
	if (!value || (inline === undefined && /^--?[a-z]/i.test(value))) {
		throw new UsageError(`--${name} needs a value: --${name}=${placeholder}`);
	}
	return {name, value, tookNext: inline === undefined} as const;
}

export function commandCalled(word: string): CommandName {
	const found = commandNames.find(name => name === word);
	if (found) return found;
	throw new UsageError(`Unknown command "${word}".${didYouMean(word, commandNames) || ' Try: ccmon --help'}`);
}

/** An argument that is one of a few words. */
function checkWord(command: CommandName, word: string, index: number): void {
	const {name, choices} = commands[command].positionals![index]!;
	if (!choices || choices.includes(word)) return;
	const isOneOfMany = choices.length > 1;
	const all = isOneOfMany ? ` One of: ${choices.join(', ')}` : ` Usage: ${usageOf(command)}`;
	const advice = didYouMean(word, choices) || all;
	throw new UsageError(`Unknown ${isOneOfMany ? name.toLowerCase() : 'word'} "${word}".${advice}`);
}

/** Options before the command's name were parsed as the monitor's. */
function checkOption(command: CommandName, name: string): void {
	const known = optionsOf(command);
	if (!known.some(option => option.name === name)) throw new UsageError(unknownOption(command, `--${name}`, known));
}

function unknownOption(command: CommandName, typed: string, known: readonly CommandOption[]): string {
	const program = command === 'monitor' ? 'ccmon' : `ccmon ${command}`;
	const names = known.map(({name}) => `--${name}`);
	const advice = didYouMean(typed, names) || ` Try: ${names.length > 0 ? program : 'ccmon'} --help`;
	return `Unknown option "${typed}" of ${program}.${advice}`;
}

function surplus(command: CommandName, word: string): string {
	const quoting = commands[command].positionals?.length ? ' Quote what has spaces.' : '';
	return `"${word}" is one argument too many.${quoting} Usage: ${usageOf(command)}`;
}

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
