import {userInfo} from 'node:os';
import {expect, test} from 'vitest';
import {
	configFile,
	homeFolder,
	homeProblem,
	resolveFolder,
	runtimeFolder,
	stateFolder,
} from '../../source/platform/paths.ts';

test('without variables, the places everyone looks at', () => {
	const env = {HOME: '/home/dev'};
	expect(stateFolder(env)).toBe('/home/dev/.local/state/ccmon');
	expect(configFile(env)).toBe('/home/dev/.config/ccmon/config.toml');
});

test('variables win, relative ones are ignored', () => {
	const env = {HOME: '/home/dev', XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: 'relative'};
	expect(stateFolder(env)).toBe('/s/ccmon');
	expect(configFile(env)).toBe('/home/dev/.config/ccmon/config.toml');
	expect(runtimeFolder({XDG_RUNTIME_DIR: '/run/user/1000'})).toBe('/run/user/1000/ccmon');
});

test.each(['', 'relative/home', '.'])('HOME=%j leads into no folder that ccmon happens to be started in', HOME => {
	const {homedir} = userInfo();
	expect(homeFolder({HOME})).toBe(homedir);
	expect(stateFolder({HOME})).toBe(`${homedir}/.local/state/ccmon`);
	expect(resolveFolder('~/.claude', {HOME})).toBe(`${homedir}/.claude`);
	expect(homeProblem({HOME})).toMatch(new RegExp(`^HOME is .*: ${homedir} is used instead\\.$`));
});

test('without HOME it is the one that the system has for the user, which is no problem', () => {
	expect(homeFolder({})).toBe(userInfo().homedir);
	expect(homeProblem({})).toBeNull();
	expect(homeProblem({HOME: '/home/dev'})).toBeNull();
});

test('a folder has one spelling: no tilde, no slash at the end', () => {
	expect(resolveFolder('~/.claude-work', {HOME: '/home/dev'})).toBe('/home/dev/.claude-work');
	expect(resolveFolder('~', {HOME: '/home/dev'})).toBe('/home/dev');
	expect(resolveFolder('/abs', {})).toBe('/abs');
	for (const spelling of ['~/work/api', '~/work/api/', '/home/dev/work/api//', '~//work/./api/', '~/work/web/../api']) {
		expect(resolveFolder(spelling, {HOME: '/home/dev'}), spelling).toBe('/home/dev/work/api');
		expect(resolveFolder(spelling, {HOME: '/home/dev/'}), spelling).toBe('/home/dev/work/api');
	}
	expect(resolveFolder('/', {})).toBe('/');
});
