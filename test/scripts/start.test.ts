/** The launcher keeps the compiled code of a bundle, uses it at the next start, and trusts none but its own. */
import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const launcher = path.resolve(import.meta.dirname, '../../scripts/start.cjs');

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('dist'));
	copyFileSync(launcher, folder.at('dist/start.cjs'));
});
afterEach(() => folder.remove());

/** A bundle that prints a word of three letters; all such bundles have the same length, as V8 knows them by. */
function writeBundle(word: string, id: string, isDrawn = true, name = 'cli'): void {
	const body = `const say=()=>console.log("${word}");say();exports.firstFrame=Promise.withResolvers();`;
	const drawn = isDrawn ? 'exports.firstFrame.resolve();' : '';
	writeFileSync(
		folder.at(`dist/${name}.cjs`),
		`(function(exports,require,module,__filename){${body}${drawn}})\n//${id}`,
	);
}

const startMonitor = "require('./dist/start.cjs')('cli.cjs', 'code-')";

function start(env: Record<string, string> = {}, args: readonly string[] = ['-e', startMonitor]): string {
	return execFileSync(process.execPath, args, {
		cwd: folder.path,
		env: {...baseEnvironment(), HOME: folder.path, ...env},
		encoding: 'utf8',
		timeout: 30_000,
		killSignal: 'SIGKILL',
	}).trim();
}

const caches = () => folder.at('.cache/ccmon');
const kept = () => readdirSync(caches());
const keptFile = () => path.join(caches(), kept()[0] ?? 'none');

/** Keeps the code of a bundle that says `old` under the name of the bundle that is there now and says `new`. */
function mistakeOldForNew(): void {
	writeBundle('old', 'aaaa');
	start();
	writeBundle('new', 'bbbb');
	renameSync(keptFile(), keptFile().replace('aaaa', 'bbbb'));
}

test('the code of a drawn monitor is kept for its owner alone, once for each bundle', () => {
	writeBundle('one', 'aaaa');
	expect(start()).toBe('one');
	expect(kept()).toEqual([`code-${process.version}-${process.arch}-aaaa`]);
	expect([statSync(keptFile()).mode & 0o777, statSync(caches()).mode & 0o777]).toEqual([0o600, 0o700]);
	const {ino} = statSync(keptFile());
	expect(start()).toBe('one');
	expect(statSync(keptFile()).ino).toBe(ino);

	writeBundle('two', 'bbbb');
	expect(start()).toBe('two');
	expect(kept()).toEqual([`code-${process.version}-${process.arch}-bbbb`]);
});

test('a report keeps code of its own, beside the monitor’s', () => {
	writeBundle('one', 'aaaa');
	writeBundle('two', 'bbbb', true, 'report');
	expect(start()).toBe('one');
	copyFileSync(path.resolve(import.meta.dirname, '../../scripts/ccmon.cjs'), folder.at('dist/ccmon.cjs'));
	for (const command of ['report', 'tpm']) expect(start({}, ['dist/ccmon.cjs', command])).toBe('two');
	const built = `${process.version}-${process.arch}`;
	expect(kept().sort()).toEqual([`code-${built}-aaaa`, `report-code-${built}-bbbb`, `tpm-code-${built}-bbbb`]);
});

test('the kept code is what runs', () => {
	mistakeOldForNew();
	expect(start()).toBe('old');
});

test('code that others could have written does not run, and is replaced', () => {
	mistakeOldForNew();
	chmodSync(keptFile(), 0o660);
	expect(start()).toBe('new');
	expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
	expect(start()).toBe('new');
});

test('damaged code does not run, and is replaced', () => {
	writeBundle('one', 'aaaa');
	start();
	const whole = readFileSync(keptFile());
	const flipped = Buffer.from(whole);
	flipped[Math.trunc(whole.length / 2)]! ^= 1;
	for (const damaged of [whole.subarray(0, whole.length / 2), flipped, Buffer.alloc(whole.length), Buffer.alloc(3)]) {
		writeFileSync(keptFile(), damaged);
		expect(start()).toBe('one');
		expect(readFileSync(keptFile()).length).toBe(whole.length);
		expect(readFileSync(keptFile())).not.toEqual(damaged);
	}
});

test('nothing is kept when nothing was drawn, or where Node is set to keep nothing', () => {
	writeBundle('one', 'aaaa', false);
	expect(start()).toBe('one');
	expect(() => kept()).toThrow('ENOENT');
	writeBundle('one', 'aaaa');
	expect(start({NODE_DISABLE_COMPILE_CACHE: '1'})).toBe('one');
	expect(() => kept()).toThrow('ENOENT');
});

test('a folder of caches can be chosen; one that cannot be written is no error', () => {
	writeBundle('one', 'aaaa');
	expect(start({XDG_CACHE_HOME: folder.at('chosen')})).toBe('one');
	expect(readdirSync(folder.at('chosen/ccmon'))).toHaveLength(1);
	writeFileSync(folder.at('file'), '');
	expect(start({XDG_CACHE_HOME: folder.at('file')})).toBe('one');
	expect(start({HOME: ''})).toBe('one');
});

test.runIf(existsSync('/proc/self'))('it starts and ends where the code can be kept nowhere', () => {
	writeBundle('one', 'a');
	expect(start({XDG_CACHE_HOME: '/proc/none'})).toBe('one');
});

test.runIf(existsSync('/proc/self'))('a report starts where there are no temporary files', () => {
	copyFileSync(path.resolve(import.meta.dirname, '../../scripts/ccmon.cjs'), folder.at('dist/ccmon.cjs'));
	writeBundle('one', 'aaaa', true, 'report');
	expect(start({TMPDIR: '/proc/none'}, ['dist/ccmon.cjs', 'report'])).toBe('one');
});
