import {expect, test} from 'vitest';
import {claudeConfigDir, configFile, resolveFolder, runtimeFolder, stateFolder} from '../../source/platform/paths.ts';

test('without variables, the places everyone looks at', () => {
	const env = {HOME: '/home/dev'};
	expect(stateFolder(env)).toBe('/home/dev/.local/state/ccmon');
	expect(configFile(env)).toBe('/home/dev/.config/ccmon/config.toml');
	expect(claudeConfigDir(env)).toBe('/home/dev/.claude');
});

test('variables win, relative ones are ignored', () => {
	const env = {HOME: '/home/dev', XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: 'relative', CLAUDE_CONFIG_DIR: '/work/claude'};
	expect(stateFolder(env)).toBe('/s/ccmon');
	expect(configFile(env)).toBe('/home/dev/.config/ccmon/config.toml');
	expect(claudeConfigDir(env)).toBe('/work/claude');
	expect(runtimeFolder({XDG_RUNTIME_DIR: '/run/user/1000'})).toBe('/run/user/1000/ccmon');
});

test('a folder may begin with a tilde', () => {
	expect(resolveFolder('~/.claude-work', {HOME: '/home/dev'})).toBe('/home/dev/.claude-work');
	expect(resolveFolder('~', {HOME: '/home/dev'})).toBe('/home/dev');
	expect(resolveFolder('/abs', {})).toBe('/abs');
});
