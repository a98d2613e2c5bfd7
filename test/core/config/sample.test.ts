/** The sample, read by the real parser. */
import {homedir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseConfig} from '../../../source/config.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {sampleConfig} from '../../../source/core/config/sample.ts';

const read = (toml: string) => parseConfig(toml, '/home/dev/.config/ccmon/config.toml');

test('the sample is the defaults', () => {
	expect(read(sampleConfig)).toEqual({config: defaultConfig, problems: []});
});

test('the sample has every setting, as a value or as an example', () => {
	const namesIn = (settings: object): string[] =>
		Object.entries(settings).flatMap(([name, value]) =>
			typeof value === 'object' && !Array.isArray(value) ? [name, ...namesIn(value ?? {})] : [name],
		);
	const isInSample = (name: string) => new RegExp(`^(?:# )?${name} = |^\\[.*\\b${name}\\b`, 'm').test(sampleConfig);
	const names = namesIn(defaultConfig).map(name => name.replace(/Ms$/, ''));
	expect(names.filter(name => !isInSample(name))).toEqual([]);
});

test('every example in the sample is allowed', () => {
	const {config, problems} = read(sampleConfig.replace(/^# (?=\S+ = )/gm, ''));
	expect(problems).toEqual([]);
	const api = join(homedir(), 'work/api');
	expect(config).toMatchObject({
		configDirs: [join(homedir(), '.claude'), join(homedir(), '.claude-work')],
		quietHours: {fromMinute: 1320, toMinute: 420},
		budgets: {dayUsd: 30, monthUsd: 250, sessionUsd: 5, projects: {[api]: 100}, sessions: {'api-refactor': 20}},
		prices: {
			models: {
				'glm-4.7': {
					...{input: 0.6, output: 2.2, cacheRead: 0.11, cacheWrite5m: 0.6, cacheWrite1h: 0.6},
					windowTokens: 200_000,
				},
			},
			discountPercent: 15,
			regions: {'bedrock.eu': 10},
		},
		policy: {compactIdleAt: null, projects: {[api]: 80}},
		notifications: {command: ['notify-send', 'ccmon']},
		providers: {litellm: {url: 'http://localhost:4000', keyFile: join(homedir(), '.config/ccmon/litellm.key')}},
		hosts: [
			{name: 'box', reach: {type: 'ssh', destination: 'ada@box.example'}, command: 'ccmon', configDirs: []},
			{
				name: 'build',
				reach: {type: 'ssh', destination: 'build'},
				command: '~/.local/bin/ccmon',
				// Of the other machine: its ccmon knows what ~ is there.
				configDirs: ['~/.claude', '~/.claude-work'],
			},
			{
				name: 'dev',
				reach: {type: 'exec', command: ['docker', 'exec', '-i', 'dev']},
				command: 'ccmon',
				configDirs: [],
			},
		],
	});
});
