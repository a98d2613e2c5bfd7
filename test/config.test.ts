import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {loadConfig, parseConfig} from '../source/config.ts';
import {defaultConfig} from '../source/core/config/config.ts';

const path = '/home/dev/.config/ccmon/config.toml';
const read = (toml: string) => parseConfig(toml, path);
const complaints = (toml: string) => read(toml).problems.map(problem => problem.message);

test('notifications by a command that is not set are a mistake', () => {
	expect(complaints('[notifications]\nvia = ["command"]')).toEqual([
		'In the config, notifications.via has "command", but notifications.command names none.',
	]);
	expect(complaints('[notifications]\nvia = ["command"]\ncommand = ["notify-send"]')).toEqual([]);
});

test.each([
	['figures = "2024"', 'In the config, figures must be one of "2026-08", "2025". Did you mean "2025"?'],
	['theme = 3', 'In the config, theme must be one of "auto", "dark", "light", "high-contrast", "colour-blind".'],
	[
		'[notifications]\nvia = ["osc9", "osc77"]',
		'In the config, notifications.via must be a list of "bell", "osc9", "osc777", "command"; "osc77" is not. Did you mean "osc777"?',
	],
	[
		'[notifications]\nvia = "bel"',
		'In the config, notifications.via must be a list of "bell", "osc9", "osc777", "command". Did you mean "bell"?',
	],
	[
		'[notifications]\nevents = ["waiting", 3]',
		'In the config, notifications.events must be a list of "waiting", "finished", "error", "fill", "budget"; 3 is not.',
	],
	[
		'configDirs = ["~/.claude", "work"]',
		'In the config, configDirs must be a list of folders, absolute or beginning with ~/; "work" is not.',
	],
	['teamSize = 0', 'In the config, teamSize must be a whole number, 1 or more.'],
	['teamSize = "many"', 'In the config, teamSize must be a whole number, 1 or more.'],
	['backgroundNormUsd = -1', 'In the config, backgroundNormUsd must be a number of dollars, 0 or more.'],
	[
		'configDirs = ["claude"]',
		'In the config, configDirs must be a list of folders, absolute or beginning with ~/; "claude" is not.',
	],
	['budgets = 5', 'In the config, budgets must be a table.'],
	['[budgets]\ndayUsd = nan', 'In the config, budgets.dayUsd must be a number of dollars, 0 or more.'],
	['[policy]\ncompactIdleAt = 0', 'In the config, policy.compactIdleAt must be a number from 1 to 100, or "off".'],
	[
		'[providers.litellm]\nurl = "file:///etc"',
		'In the config, providers.litellm.url must be an address that begins with http:// or https://.',
	],
	['[prices]\ndiscountPercent = 101', 'In the config, prices.discountPercent must be a number from 0 to 100.'],
	[
		'[prices.regions]\nvertex = "10"',
		'In the config, prices.regions.vertex must be a number of per cent, -100 to 1000.',
	],
	[
		'[prices.models]\nglm = {input = 1, output = 2, cache = 3}',
		'In the config, prices.models.glm is ignored: its key cache is not known. Did you mean "cacheRead"?',
	],
	[
		'[prices.models]\nglm = "free"',
		'In the config, prices.models.glm must be a table of input and output and perhaps cacheRead, cacheWrite5m, cacheWrite1h (dollars per million tokens), windowTokens.',
	],
	[
		'[prices.models]\nglm = ["free"]',
		'In the config, prices.models.glm must be a table of input and output and perhaps cacheRead, cacheWrite5m, cacheWrite1h (dollars per million tokens), windowTokens.',
	],
	[
		'[prices.models]\nglm = {output = 2}',
		'In the config, prices.models.glm must be a table of input and output and perhaps cacheRead, cacheWrite5m, cacheWrite1h (dollars per million tokens), windowTokens.',
	],
	['quietHours = "25:00-07:00"', 'In the config, quietHours must be two times of day, such as "22:00-07:00".'],
	['colour = "red"', 'In the config, colour is not known and is ignored.'],
	['[budgets]\nday = 3', 'In the config, budgets.day is not known and is ignored. Did you mean "dayUsd"?'],
	['[budgets]\nmonthusd = 3', 'In the config, budgets.monthusd is not known and is ignored. Did you mean "monthUsd"?'],
	['[budget]\nmonthUsd = 3', 'In the config, budget is not known and is ignored. Did you mean "budgets"?'],
	[
		'[notifications]\nfillpercent = 3',
		'In the config, notifications.fillpercent is not known and is ignored. Did you mean "fillPercent"?',
	],
	[
		'[providers.litellm]\nkey = "sk"',
		'In the config, providers.litellm.key is not known and is ignored. Did you mean "keyEnv"?',
	],
])('%j is said, and the default used', (toml, complaint) => {
	const {config, problems} = read(toml);
	expect(problems).toEqual([{type: 'problem', path, message: complaint, count: 1}]);
	expect(config).toEqual(defaultConfig);
});

test('cache prices that are left out are those of input', () => {
	expect(read('[prices.models]\n"glm-4.7" = {input = 2, output = 3, cacheWrite5m = 4}').config.prices.models).toEqual({
		'glm-4.7': {input: 2, output: 3, cacheRead: 2, cacheWrite5m: 4, cacheWrite1h: 4, windowTokens: null},
	});
});

test('one wrong value leaves the others', () => {
	const {config, problems} = read('teamSize = 12\nascii = "yes"\n[budgets.projects]\n"/a" = 5\n"/b" = "x"');
	expect(config.teamSize).toBe(12);
	expect(config.ascii).toBe(false);
	expect(config.budgets.projects).toEqual({'/a': 5});
	expect(problems.map(problem => problem.message)).toEqual([
		'In the config, ascii must be true or false.',
		'In the config, budgets.projects./b must be a number of dollars, 0 or more.',
	]);
});

test('a project’s folder is found in any spelling, also by a symbolic link', () => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ccmon-config-')));
	try {
		mkdirSync(join(folder, 'api'));
		symlinkSync('api', join(folder, 'link'));
		for (const spelling of [
			join(folder, 'api'),
			`${folder}/api/`,
			`${folder}//./api`,
			join(folder, 'link'),
			`${folder}/link/`,
		]) {
			const {config} = read(`[budgets.projects]\n"${spelling}" = 5\n[policy.projects]\n"${spelling}" = 80`);
			expect(config.budgets.projects).toEqual({[join(folder, 'api')]: 5});
			expect(config.policy.projects).toEqual({[join(folder, 'api')]: 80});
		}
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('reports broken TOML with its line', () => {
	expect(complaints('figures = "2025"\nteamSize = = 3\n')).toEqual([
		expect.stringMatching(/^The config is not valid TOML in line 2 \(.+\): all defaults are used\.$/),
	]);
});

test('without a file the defaults count; an unreadable one is reported', () => {
	const folder = mkdtempSync(join(tmpdir(), 'ccmon-config-'));
	try {
		expect(loadConfig(join(folder, 'none.toml'))).toEqual({config: defaultConfig, problems: []});
		expect(loadConfig(folder).problems).toMatchObject([{path: folder, message: expect.stringContaining('defaults')}]);
		writeFileSync(join(folder, 'config.toml'), 'figures = "2025"');
		expect(loadConfig(join(folder, 'config.toml')).config.figures).toBe('2025');
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test('never throws, whatever is in a config file', () => {
	const value = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string())).map(one => JSON.stringify(one));
	const line = fc.tuple(
		fc.constantFrom('figures', 'budgets', 'budgets.projects.x', 'policy.projects', '"__proto__"'),
		value,
	);
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.array(line.map(([key, one]) => `${key} = ${one}\n`)).map(String)), toml => {
			expect(read(toml).config.figures).toMatch(/^20/);
		}),
	);
});

test.each([
	['[hosts.local]\nssh = "box"', 'hosts.local is ignored: its name is this machine: choose another name.'],
	['[hosts."a b"]\nssh = "box"', 'hosts.a b is ignored: its name must be 1 to 32 letters, digits, - or _, and begin'],
	['[hosts."box/x"]\nssh = "box"', 'hosts.box/x is ignored: its name must be'],
	['[hosts.box]\nssh = "-oProxyCommand=id"', 'hosts.box.ssh must be what ssh connects to'],
	['[hosts.box]\nssh = "box; id"', 'hosts.box.ssh must be what ssh connects to'],
	['[hosts.box]\nexec = ["-x"]', 'hosts.box.exec must be a list of a program and its arguments'],
	['[hosts.box]\nexec = []', 'hosts.box.exec must be a list of a program and its arguments'],
	['[hosts.box]\ncommand = "ccmon"', 'hosts.box is ignored: it needs ssh or exec.'],
	['[hosts]\nbox = "user@box"', 'hosts.box must be a table.'],
])('a host that cannot be reached as it is written is left out: %s', (toml, complaint) => {
	const {config, problems} = read(toml);
	expect(config.hosts).toEqual([]);
	expect(problems[0]?.message).toContain(`In the config, ${complaint}`);
});

test('of a host with both ways ssh is taken, and an unknown key is said', () => {
	const {config, problems} = read('[hosts.box]\nssh = "box"\nexec = ["docker"]\nport = 22');
	expect(config.hosts).toMatchObject([{name: 'box', reach: {type: 'ssh', destination: 'box'}}]);
	expect(problems.map(({message}) => message)).toEqual([
		'In the config, hosts.box.port is not known and is ignored.',
		'In the config, hosts.box has both ssh and exec: exec is ignored.',
	]);
});

test('a session, a model or a host may have any name', () => {
	const {config, problems} = read(
		'[budgets.sessions]\nconstructor = 6\n"__proto__" = 5\n[prices.models]\n"constructor" = {input = 1, output = 2}\n[hosts]\nconstructor = {ssh = "box"}',
	);
	expect(problems).toEqual([]);
	expect(Object.entries(config.budgets.sessions)).toEqual([
		['constructor', 6],
		['__proto__', 5],
	]);
	expect(Object.keys(config.prices.models)).toEqual(['constructor']);
	expect(config.hosts).toMatchObject([{name: 'constructor'}]);
});
