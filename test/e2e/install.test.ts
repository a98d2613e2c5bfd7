/** What `npm pack` makes, installed as a person would, runs from anywhere on both Nodes; and an old Node gets a sentence. */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import {fetchNode} from '../../scripts/release/node-binary.ts';
import {oldestNode} from '../../source/core/oldest-node.ts';
import {startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {ledgerTotals} from '../support/ledger.ts';
import {startTmux} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const root = path.resolve(import.meta.dirname, '../..');
const [node = ''] = ccmonCommand;
const binary = await findClaude();

let folder: TemporaryFolder;
let archive: string;
/** npm finds its cache and its way through a proxy as ever; what the run of these tests set stays outside. */
let npm: Record<string, string>;

const tarballName = `${packageJson.name}-${packageJson.version}.tgz`;

beforeAll(async () => {
	folder = temporaryFolder();
	mkdirSync(folder.at('elsewhere'));
	const own = Object.entries(process.env).filter(([name]) =>
		/^HOME$|proxy|cert|npm_config_(registry|cache)/i.test(name),
	);
	npm = {...ccmonEnvironment(folder.path), ...(Object.fromEntries(own) as Record<string, string>)};
	const env = {...npm, PATH: `${path.dirname(node)}:${process.env.PATH}`};
	const packed = await runProgram(['npm', 'pack', '--pack-destination', folder.path], {cwd: root, env});
	expect(packed.code, packed.stderr).toBe(0);
	archive = folder.at(tarballName);
});

afterAll(() => folder.remove());

test('the package holds what runs and nothing else, and stays small', () => {
	const files = execFileSync('tar', ['-tzf', archive], {encoding: 'utf8'}).trim().split('\n').sort();
	expect(files).toEqual(
		[
			'LICENSE',
			'README.md',
			'package.json',
			...[
				'THIRD-PARTY-NOTICES.txt',
				'ccmon.1',
				'ccmon.cjs',
				'cli.cjs',
				'report.cjs',
				'scan-worker.cjs',
				'start.cjs',
			].map(file => `dist/${file}`),
		]
			.map(file => `package/${file}`)
			.sort(),
	);
	expect(statSync(archive).size).toBeLessThan(1_200_000);
});

const nodes: readonly (readonly [string, () => string])[] = [
	['the Node of the tests', () => path.resolve(root, 'node_modules/node/bin/node')],
	[`Node ${oldestNode}`, () => fetchNode(oldestNode).program],
];

describe.each(nodes)('installed from its package with %s', (name, program) => {
	let env: Record<string, string>;
	let prefix: string;

	beforeAll(async () => {
		env = {...ccmonEnvironment(folder.path), PATH: `${path.dirname(program())}:/usr/local/bin:/usr/bin:/bin`};
		prefix = folder.at(`prefix-${name.replaceAll(' ', '-')}`);
		const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
		const install = ['npm', 'install', '--global', '--prefix', prefix, ...quiet, archive];
		const installed = await runProgram(install, {
			cwd: folder.at('elsewhere'),
			env: {...npm, PATH: env.PATH!},
			timeout: 110_000,
		});
		expect(installed.code, installed.stderr).toBe(0);
		// Not of old packages, missing ones, or another Node.
		expect(installed.stderr).not.toMatch(/npm warn|EBADENGINE|deprecated/i);
	}, 120_000);

	const installedCcmon = (...args: string[]) =>
		runProgram([path.join(prefix, 'bin/ccmon'), ...args], {cwd: folder.at('elsewhere'), env});

	test('it brings at most one package for pseudo terminals with it, and its manual page', () => {
		const modules = path.join(prefix, 'lib/node_modules/ccmon/node_modules');
		expect(existsSync(modules) ? readdirSync(modules).filter(file => !file.startsWith('.')) : []).toEqual(['@lydell']);
		expect(existsSync(path.join(prefix, 'share/man/man1/ccmon.1'))).toBe(true);
	});

	test('it tells its version, and prints completions', async () => {
		expect(await installedCcmon('--version')).toEqual({stdout: `${packageJson.version}\n`, stderr: '', code: 0});
		const {stdout, code} = await installedCcmon('completions', 'bash');
		expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('complete ')});
	});

	test('it has nothing to show of an empty config folder, and says so in JSON', async () => {
		const configDir = folder.at('empty');
		mkdirSync(configDir, {recursive: true});
		const {stdout, stderr, code} = await installedCcmon('--once', '--json', '--config-dir', configDir);
		expect({stderr, code}).toEqual({stderr: '', code: 0});
		expect(JSON.parse(stdout)).toMatchObject({schema: 1, sessions: []});
	});

	test('it draws its demo', async () => {
		const {stdout, stderr, code} = await installedCcmon('--once', '--demo');
		expect({stderr, code}).toEqual({stderr: '', code: 0});
		expect(stdout).toMatch(/api-refactor .*busy/);
	});

	test.skipIf(!binary)(
		'set up, it counts a session of the real Claude Code exactly; undone and removed, nothing is left',
		async () => {
			const stub = await startStub();
			const tmux = await startTmux();
			const home = await createClaudeHome({url: stub.url});
			const own = {...home.env, PATH: env.PATH!};
			const ccmon = (...args: string[]) =>
				runProgram([path.join(prefix, 'bin/ccmon'), ...args], {cwd: folder.at('elsewhere'), env: own});
			expect(await ccmon('setup', '--yes')).toMatchObject({code: 0, stderr: ''});
			const monitor = await tmux.open({command: ['env', `PATH=${env.PATH}`, path.join(prefix, 'bin/ccmon')], env: own});
			await monitor.waitFor('No Claude Code session');
			const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
			await takeTurn(claude, stub, steer('hello', {words: 30}));
			await takeTurn(claude, stub, steer('again', {words: 50}));
			// Hidden requests included, which telemetry reports a little later.
			const counted = async () => JSON.parse((await ccmon('--once', '--json')).stdout).sessions[0].usage;
			await waitFor(async () => (await counted()).outputTokens === ledgerTotals(stub.ledger()).outputTokens, {
				what: 'all that was spent',
				timeout: 30_000,
				every: 1000,
				last: async () => JSON.stringify(await counted()),
			});
			const {inputTokens, outputTokens, cacheReadInputTokens} = ledgerTotals(stub.ledger());
			expect(await counted()).toMatchObject({inputTokens, outputTokens, cacheReadInputTokens});
			const report = await ccmon('report', '--json');
			expect(report.stderr).toBe('');
			expect(JSON.parse(report.stdout).totals).toMatchObject({outputTokens});
			await tmux.close();
			const settings = path.join(home.configDir, 'settings.json');
			expect(readFileSync(settings, 'utf8')).toContain('ccmon');
			expect(await ccmon('setup', '--purge', '--yes')).toMatchObject({code: 0});
			expect(readFileSync(settings, 'utf8')).not.toContain('ccmon');
			const traces = filesIn(home.home).filter(file => /ccmon/.test(file) && !file.startsWith('.claude/projects/'));
			expect(traces).toEqual([]);
			await stub.close();
			await home.remove();
		},
		120_000,
	);

	test('uninstalled, it is gone', async () => {
		const uninstall = ['npm', 'uninstall', '--global', '--prefix', prefix, packageJson.name];
		const {code} = await runProgram(uninstall, {cwd: folder.at('elsewhere'), env: {...npm, PATH: env.PATH!}});
		expect(code).toBe(0);
		expect(filesIn(prefix).filter(file => file.includes('ccmon'))).toEqual([]);
	});
});

const filesIn = (home: string): string[] =>
	readdirSync(home, {recursive: true, encoding: 'utf8'}).filter(file => {
		const stats = statSync(path.join(home, file), {throwIfNoEntry: false});
		return stats?.isFile();
	});

test.each([
	['/home/mia/.nvm/versions/node/v20.1.0/bin/node', 'nvm install 24 && nvm alias default 24 && npm install -g ccmon'],
	['/home/mia/.local/share/fnm/node-versions/v20.1.0/installation/bin/node', 'fnm install 24'],
	['/Users/mia/.volta/tools/image/node/20.1.0/bin/node', 'volta install node@24 ccmon'],
	['/home/mia/.local/share/mise/installs/node/20/bin/node', 'mise use -g node@24'],
	['/home/mia/.asdf/installs/nodejs/20.1.0/bin/node', 'asdf install nodejs latest:24'],
	['/opt/homebrew/Cellar/node/20.1.0/bin/node', 'brew upgrade node'],
	['/usr/bin/node', 'npx --yes --package node@24 --package ccmon ccmon'],
])('an older Node gets one line with the command that helps: %s', async (execPath, command) => {
	const pretend = folder.at('pretend.cjs');
	const lines = [
		"Object.defineProperty(process.versions, 'node', {value: '20.1.0'});",
		`Object.defineProperty(process, 'execPath', {value: ${JSON.stringify(execPath)}});`,
	];
	writeFileSync(pretend, lines.join('\n'));
	const start = [node, '--require', pretend, path.join(root, 'dist/ccmon.cjs'), '--once'];
	const {stdout, stderr, code} = await runProgram(start, {env: ccmonEnvironment(folder.path)});
	expect({stdout, code}).toEqual({stdout: '', code: 1});
	expect(stderr).toMatch(/^ccmon needs Node 22\.22 or newer; this is Node 20\.1\.0 \([^)]*\)\. Run: .*\n$/);
	expect(stderr).toContain(`(${execPath}). Run: ${command}`);
});

const old = ['/usr/bin/node', '/usr/local/bin/node'].find(isOld);

test.skipIf(!old)('so does a really old one', async () => {
	const start = [old!, path.join(root, 'dist/ccmon.cjs'), '--once'];
	const {stdout, stderr, code} = await runProgram(start, {env: ccmonEnvironment(folder.path)});
	expect({stdout, code}).toEqual({stdout: '', code: 1});
	expect(stderr.trimEnd().split('\n')).toEqual([
		expect.stringMatching(/^ccmon needs Node 22\.22 or newer; .* Run: \S/),
	]);
});

function isOld(candidate: string): boolean {
	if (!existsSync(candidate)) return false;
	return Number(execFileSync(candidate, ['--version'], {encoding: 'utf8'}).slice(1).split('.')[0]) < 22;
}
