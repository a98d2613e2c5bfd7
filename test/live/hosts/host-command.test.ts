import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import type {HostConfig} from '../../../source/core/config/hosts.ts';
import {ccmonCommand, terminalCommand} from '../../../source/live/hosts/host-command.ts';

const box: HostConfig = {name: 'box', reach: {type: 'ssh', destination: 'ada@box'}, command: 'ccmon', configDirs: []};
const dev: HostConfig = {...box, reach: {type: 'exec', command: ['docker', 'exec', '-i', 'dev']}};

/** What ssh makes of its arguments, without connecting to anything. */
function optionsOf(args: readonly string[]): Map<string, string> {
	const output = execFileSync('ssh', ['-F', 'none', '-G', ...args], {encoding: 'utf8'});
	return new Map(output.split('\n').map(line => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]));
}

test('over ssh nothing is asked or forwarded, and what a person set for host keys stays', () => {
	const {file, args} = ccmonCommand(box, ['stream']);
	expect(file).toBe('ssh');
	const options = optionsOf(args);
	expect(options.get('batchmode')).toBe('yes');
	expect(options.get('forwardagent')).toBe('no');
	expect(options.get('forwardx11')).toBe('no');
	expect(options.get('clearallforwardings')).toBe('yes');
	expect(options.get('compression')).toBe('yes');
	expect(options.get('requesttty')).toBe('false');
	expect(options.get('stricthostkeychecking')).toBe('ask');
	expect(options.get('user')).toBe('ada');
});

test('in a terminal of its own ssh may ask', () => {
	const options = optionsOf(terminalCommand(box, ['open', 'id']).args);
	expect(options.get('batchmode')).toBe('no');
	expect(options.get('requesttty')).toBe('true');
	expect(options.get('forwardagent')).toBe('no');
});

test('arguments reach the ccmon there as they are, whatever is in them', () => {
	const odd = ["it's", '$(id)', '`id`', 'a b', '*', '--x; rm -rf /'];
	const {args} = ccmonCommand({...box, command: 'printf "%s\\n"', configDirs: ['~/a b']}, odd);
	const line = args.at(-1) ?? '';
	expect(execFileSync('sh', ['-c', line], {encoding: 'utf8'}).split('\n')).toEqual([...odd, '--config-dir=~/a b', '']);
});

test('a program in place of ssh gets them one by one, and a terminal where it can give one', () => {
	expect(ccmonCommand({...dev, configDirs: ['~/.claude']}, ['stream'])).toEqual({
		file: 'docker',
		args: ['exec', '-i', 'dev', 'ccmon', 'stream', '--config-dir=~/.claude'],
	});
	expect(terminalCommand(dev, ['open', 'id']).args).toEqual(['exec', '-i', '-t', 'dev', 'ccmon', 'open', 'id']);
});
