import {expect, test} from 'vitest';
import {parseArguments, UsageError} from '../../source/cli/arguments.ts';

const parse = (...argv: string[]) => parseArguments(argv, '1.2.3');

test('nothing given opens the monitor', () => {
	expect(parse()).toEqual({
		command: 'monitor',
		options: {configDirs: [], once: false, json: false, demo: false, ascii: false},
	});
});

test('options of the monitor', () => {
	expect(parse('--once', '--json', '--config-dir', '/a', '--config-dir=/b')).toMatchObject({
		options: {configDirs: ['/a', '/b'], once: true, json: true},
	});
	expect(parse('--demo', '--ascii')).toMatchObject({options: {demo: true, ascii: true}});
});

test('all that follows run is claude’s', () => {
	expect(parse('run', '--help', '-p', 'x', '--', '--once')).toEqual({
		command: 'run',
		claudeArguments: ['--help', '-p', 'x', '--', '--once'],
	});
});

test('a subcommand with arguments and options', () => {
	expect(parse('send', '1234', '/compact keep the tests', '--json')).toEqual({
		command: 'send',
		args: ['1234', '/compact keep the tests'],
		options: {json: true},
		configDirs: [],
	});
	expect(parse('report', '--by', 'model', '--since', '7d', '--csv', '--config-dir', '/a')).toEqual({
		command: 'report',
		args: [],
		options: {by: 'model', since: '7d', csv: true},
		configDirs: ['/a'],
	});
});

test('help names every command, of ccmon and of a subcommand', () => {
	const {text} = parse('--help') as {text: string};
	for (const word of ['--once', '--demo', 'run', 'send', 'setup', 'doctor', 'report', 'tpm', 'metrics'])
		expect(text).toContain(word);
	expect((parse('report', '--help') as {text: string}).text).toContain('--since');
});

test('the version alone', () => {
	expect(parse('--version')).toEqual({command: 'text', text: '1.2.3'});
});

test.each([
	[['--nonsense'], /nonsense/],
	[['frobnicate'], /frobnicate/],
	[['--json'], /--once/],
	[['send', 'x'], /missing/i],
	[['report', '--by'], /by/],
])('%j is refused with a word', (argv, message) => {
	expect(() => parse(...argv)).toThrow(UsageError);
	expect(() => parse(...argv)).toThrow(message);
});
