/** What `npm pack` makes, installed as a person would, runs from anywhere; and an old Node gets a sentence. */
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import {ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const root = path.resolve(import.meta.dirname, '../..');
const [node = ''] = ccmonCommand;

let folder: TemporaryFolder;
/** Node 24 first, as on the PATH of somebody who has it. */
let env: Record<string, string>;

beforeAll(() => {
	folder = temporaryFolder();
	env = {...ccmonEnvironment(folder.path), PATH: `${path.dirname(node)}:${process.env.PATH}`};
	mkdirSync(folder.at('elsewhere'));
});

afterAll(() => folder.remove());

describe('installed from its package', () => {
	beforeAll(async () => {
		// npm finds its cache and its way through a proxy as ever; what the run of these tests told it stays outside.
		const own = Object.entries(process.env).filter(([name]) =>
			/^HOME$|proxy|cert|npm_config_(registry|cache)/i.test(name),
		);
		const npm = {...env, ...(Object.fromEntries(own) as Record<string, string>)};
		const packed = await runProgram(['npm', 'pack', '--pack-destination', folder.path], {cwd: root, env: npm});
		expect(packed.code, packed.stderr).toBe(0);
		const archive = folder.at(`${packageJson.name}-${packageJson.version}.tgz`);
		const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
		const install = ['npm', 'install', '--global', '--prefix', folder.at('prefix'), ...quiet, archive];
		const installed = await runProgram(install, {cwd: folder.at('elsewhere'), env: npm, timeout: 110_000});
		expect(installed.code, installed.stderr).toBe(0);
	});

	const installedCcmon = (...args: string[]) =>
		runProgram([folder.at('prefix/bin/ccmon'), ...args], {cwd: folder.at('elsewhere'), env});

	test('it holds the bundle and no sources', () => {
		const files = execFileSync('tar', ['-tzf', folder.at(`${packageJson.name}-${packageJson.version}.tgz`)], {
			encoding: 'utf8',
		});
		expect(files).toContain('package/dist/ccmon.cjs\n');
		expect(files).toContain('package/LICENSE\n');
		expect(files).not.toMatch(/package\/(source|test|bench|cli\.tsx)/);
	});

	test('it tells its version', async () => {
		const {stdout, stderr, code} = await installedCcmon('--version');
		expect({stderr, code}).toEqual({stderr: '', code: 0});
		expect(stdout).toContain(packageJson.version);
	});

	test('it has nothing to show of an empty config folder, and says so in JSON', async () => {
		const configDir = folder.at('empty');
		mkdirSync(configDir);
		const {stdout, stderr, code} = await installedCcmon('--once', '--json', '--config-dir', configDir);
		expect({stderr, code}).toEqual({stderr: '', code: 0});
		expect(JSON.parse(stdout)).toMatchObject({schema: 1, sessions: []});
	});

	test('it draws its demo', async () => {
		const {stdout, code} = await installedCcmon('--once', '--demo');
		expect(code).toBe(0);
		expect(stdout).toMatch(/api-refactor .*busy/);
	});
});

test('an older Node gets one line that says what is needed', async () => {
	const old = ['/usr/bin/node', '/usr/local/bin/node'].find(isOld);
	const pretend = folder.at('pretend.cjs');
	writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', {value: '20.1.0'});");
	const command = old ? [old] : [node, '--require', pretend];
	const {stdout, stderr, code} = await runProgram([...command, path.join(root, 'dist/ccmon.cjs'), '--once'], {env});
	expect({stdout, code}).toEqual({stdout: '', code: 1});
	expect(stderr).toMatch(/^ccmon needs Node 24 or newer; this is Node \d+\.\d+\.\d+ \(.*\)\.\n$/);
});

function isOld(candidate: string): boolean {
	if (!existsSync(candidate)) return false;
	return Number(execFileSync(candidate, ['--version'], {encoding: 'utf8'}).slice(1).split('.')[0]) < 24;
}
