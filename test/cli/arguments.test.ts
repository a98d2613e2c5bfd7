import {describe, expect, test} from 'vitest';
import {parseArguments, UsageError} from '../../source/cli/arguments.ts';

const parse = (...argv: string[]) => parseArguments(argv);

test('nothing given opens the monitor', () => {
	expect(parse()).toEqual({
		command: 'monitor',
		options: {configDirs: [], once: false, json: false, demo: false, ascii: false, fresh: false, hosts: null},
	});
});

test('options of the monitor', () => {
	expect(parse('--once', '--json', '--config-dir', '/a', '--config-dir=/b')).toMatchObject({
		options: {configDirs: ['/a', '/b'], once: true, json: true},
	});
	expect(parse('--demo', '--ascii')).toMatchObject({options: {demo: true, ascii: true}});
});

test('everything after run is passed to claude', () => {
	expect(parse('run', '--help', '-p', 'x', '--', '--once')).toEqual({
		command: 'run',
		claudeArguments: ['--help', '-p', 'x', '--', '--once'],
	});
});

test('a subcommand with arguments and options, also before its name', () => {
	expect(parse('report', '--by', 'model', '--since', '7d', '--csv', '--config-dir', '/a')).toEqual({
		command: 'report',
		args: [],
		options: {by: 'model', since: '7d', csv: true},
		configDirs: ['/a'],
	});
	expect(parse('--config-dir', '/a', '--json', 'report')).toMatchObject({options: {json: true}, configDirs: ['/a']});
	expect(parse('setup', '--leave-exporters')).toMatchObject({options: {leaveExporters: true}});
});

test('values stay the text that was typed', () => {
	expect(parse('report', '--config-dir', '0124', '--since=0x10')).toMatchObject({
		configDirs: ['0124'],
		options: {since: '0x10'},
	});
	expect(parse('send', '0124', '1e3')).toMatchObject({args: ['0124', '1e3']});
	expect(parse('tpm', '--team=true')).toMatchObject({options: {team: 'true'}});
});

/** What is sent, to whom, and with which options. */
test.each([
	[['s', 'fix x'], ['s', 'fix x'], {}],
	[['--json', '--yes', 's', 'fix x'], ['s', 'fix x'], {json: true, yes: true}],
	[['s', 'fix x', '--json'], ['s', 'fix x'], {json: true}],
	[['s', '- fix x'], ['s', '- fix x'], {}],
	[['s', '-fix'], ['s', '-fix'], {}],
	[['s', '--help'], ['s', '--help'], {}],
	[['s', '--yes=1'], ['s', '--yes=1'], {}],
	[['s', '--', '--help'], ['s', '--help'], {}],
	[['--', 's', '--json'], ['s', '--json'], {}],
	[['s', '--', '--'], ['s', '--'], {}],
	[['--yes', '--', '-s', '/clear'], ['-s', '/clear'], {yes: true}],
	[['s', '-'], ['s', '-'], {}],
	[['s', ''], ['s', ''], {}],
	[['s', '--by=\n$(x)'], ['s', '--by=\n$(x)'], {}],
])('send %j', (argv, args, options) => {
	expect(parse('send', ...argv)).toEqual({command: 'send', args, options, configDirs: []});
});

test('help and version wherever an option may stand', () => {
	expect(parse('--help')).toEqual({command: 'help', topic: null});
	expect(parse('-h')).toEqual({command: 'help', topic: null});
	expect(parse('help')).toEqual({command: 'help', topic: null});
	expect(parse('help', 'report')).toEqual({command: 'help', topic: 'report'});
	expect(parse('report', '--help')).toEqual({command: 'help', topic: 'report'});
	expect(parse('send', '--help')).toEqual({command: 'help', topic: 'send'});
	expect(parse('--version')).toEqual({command: 'version'});
	expect(parse('-v')).toEqual({command: 'version'});
	expect(parse('completions', 'fish')).toEqual({command: 'completions', shell: 'fish'});
});

test.each([
	[['--nonsense'], 'Unknown option "--nonsense" of ccmon. Try: ccmon --help'],
	[['--jsno'], 'Unknown option "--jsno" of ccmon. Did you mean "--json"?'],
	[['report', '--sinse', '7d'], 'Unknown option "--sinse" of ccmon report. Did you mean "--since"?'],
	[['--once', 'report'], 'Unknown option "--once" of ccmon report.'],
	[['frobnicate'], 'Unknown command "frobnicate". Try: ccmon --help'],
	[['snd', 's', 'x'], 'Unknown command "snd". Did you mean "send"?'],
	[['constructor'], 'Unknown command "constructor".'],
	[['--json'], '--json goes with --once'],
	[['send', 'x'], 'TEXT is missing. Usage: ccmon send [options] SESSION TEXT'],
	[['send', '--yes=1', 's', '/clear'], '--yes takes no value'],
	[['send', 's', '--json', 'fix'], '"fix" is one argument too many. Quote what has spaces.'],
	[['send', 's', 'fix', 'x'], '"x" is one argument too many. Quote what has spaces.'],
	[['send', '- fix'], 'TEXT is missing'],
	[['report', 'day'], '"day" is one argument too many. Usage: ccmon report [options]'],
	[['report', '--by'], '--by needs a value: --by=GROUPING'],
	[['report', '--by', '--json'], '--by needs a value: --by=GROUPING'],
	[['report', '--config-dir', ''], '--config-dir needs a value: --config-dir=FOLDER'],
	[['report', '--config-dir='], '--config-dir needs a value: --config-dir=FOLDER'],
	[['--config-dir', '/a', 'run'], 'Unknown option "--config-dir" of ccmon run. Try: ccmon --help'],
	[['-x'], 'Unknown option "-x" of ccmon.'],
	[['completions'], 'SHELL is missing'],
])('%j is refused with a hint', (argv, message) => {
	expect(() => parse(...argv)).toThrow(UsageError);
	expect(() => parse(...argv)).toThrow(message);
});

describe('an argument that is one of a few words', () => {
	test.each([
		['config chek', 'Unknown action "chek". Did you mean "check"?'],
		['config x', 'Unknown action "x". One of: path, init, edit, check'],
		['completions zhs', 'Unknown shell "zhs". Did you mean "zsh"?'],
		['completions constructor', 'Unknown shell "constructor". One of: bash, zsh, fish'],
		['team server', 'Unknown word "server". Usage: ccmon team [options] [setup] [PART]'],
		['team setup managd', 'Unknown part "managd". Did you mean "managed"?'],
		['hosts remove box', 'Unknown word "remove". Usage: ccmon hosts [options] [add] [DESTINATION]'],
		['hosts ad box', 'Unknown word "ad". Did you mean "add"?'],
	])('%s is refused with what it may be', (line, message) => {
		expect(() => parse(...line.split(' '))).toThrow(new UsageError(message));
	});
});
