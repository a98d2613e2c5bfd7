/** The rules of the house, kept by a test: ARCHITECTURE.md says what each room is for. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {transformSync} from 'esbuild';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

interface Room {
	/** Other rooms it may import; its own files always. */
	rooms: readonly string[];
	/** Packages it may import: all, or those that begin with one of these. `node:` counts as a package. */
	packages: 'all' | readonly string[];
	/** Folders of rooms that are otherwise closed to it. */
	folders?: readonly string[];
}

/**
 * Files are looked at, read and written by platform alone, where a path that is too long, unreadable, a pipe or a link to
 * itself throws at nobody: see platform/files.ts and its neighbours.
 */
const filePackages = ['node:fs'];

/** Drawing and state belong to `ui` and `store`: elsewhere they are refused even where all packages are allowed. */
const screenPackages = ['ink', 'react', 'zustand'];

const pure = ['claude', 'accounting', 'core'];
const standing = [...pure, 'index', 'platform'];

/** A new room gets a line here: what it may know is a decision, not an accident. */
const house: Record<string, Room> = {
	// Pure: data in, data out. Each knows only those before it.
	claude: {rooms: [], packages: ['valibot', 'protobufjs']},
	accounting: {rooms: ['claude'], packages: []},
	core: {rooms: ['claude', 'accounting'], packages: ['valibot']},
	platform: {rooms: [], packages: 'all'},
	index: {rooms: [...pure, 'platform'], packages: 'all'},
	live: {rooms: standing, packages: 'all'},
	control: {rooms: standing, packages: 'all'},
	reports: {rooms: standing, packages: 'all'},
	setup: {rooms: standing, packages: 'all'},
	stream: {rooms: standing, packages: 'all'},
	'store.ts': {rooms: pure, packages: ['zustand']},
	'config.ts': {rooms: ['core', 'platform', 'claude'], packages: 'all'},
	ui: {
		rooms: [...pure, 'store.ts'],
		folders: ['source/control/commands/'],
		packages: ['ink', 'ink-table', 'react', 'zustand', 'string-width', 'cli-truncate', 'node:'],
	},
	// Opens the rooms and joins them. Nobody imports it but the entry.
	cli: {
		rooms: [...standing, 'live', 'control', 'reports', 'setup', 'stream', 'store.ts', 'config.ts', 'ui'],
		packages: 'all',
	},
};

/** Clocks and randomness are handed into core as data: the same events must give the same figures. */
const impure =
	/\bDate\.now\b|\bnew Date(?:\(\s*\)|(?!\s*\())|\bMath\.random\b|\bperformance\.|\bset(?:Timeout|Interval)\b|\bcrypto\./;

/** Only the entry ends the process, when all output has been written (platform/output.ts); the console is for traces. */
const dropsOutput = /\bprocess\.exit\b|\bconsole\.\w+\(/;

/** All of a list on the stack, which has room for some 100,000: what is read may be more (accounting/extremes.ts). What is drawn is few. */
const spreadsOnStack = /\bMath\.(?:max|min)\([^()]*\.\.\.|\bMath\.(?:max|min)\((?:[^()]|\([^()]*\))*\.\.\./;
const mayBeMany = ['accounting', 'claude', 'core', 'index', 'live', 'reports', 'setup', 'control', 'platform'];

const imports =
	/\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

function withoutComments(text: string): string {
	return text.replace(
		/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
		(_, kept: string | undefined) => kept ?? ' ',
	);
}

/** Room of a file under source/: its folder, or its own name when it lies at the top. */
const roomOf = (file: string) => file.split('/')[1] ?? '';

const isPackage = (specifier: string, names: readonly string[]) =>
	names.some(name => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`));

const mayImport = ({packages}: Room, specifier: string) =>
	packages === 'all' ? !isPackage(specifier, screenPackages) : isPackage(specifier, packages);

/** What a text imports: packages, and paths relative to it. */
const importsOf = (text: string): string[] =>
	[...withoutComments(text).matchAll(imports)].map(match => match[1] ?? match[2] ?? match[3] ?? '');

const targetOf = (file: string, specifier: string) => path.posix.join(path.posix.dirname(file), specifier);

/** A circle of imports, types included; null: there is none. */
function circleIn(files: ReadonlyMap<string, readonly string[]>): string | null {
	const done = new Set<string>();
	const walk = (file: string, way: readonly string[]): string | null => {
		if (way.includes(file)) return [...way.slice(way.indexOf(file)), file].join(' → ');
		if (done.has(file)) return null;
		for (const target of files.get(file) ?? []) {
			const circle = walk(target, [...way, file]);
			if (circle) return circle;
		}
		done.add(file);
		return null;
	};
	for (const file of files.keys()) {
		const circle = walk(file, []);
		if (circle) return circle;
	}
	return null;
}

/** What is wrong with one file under source/, in sentences; paths are relative to the repository, with slashes. */
function violations(file: string, text: string): string[] {
	const room = house[roomOf(file)];
	if (!room) return [`${file}: source/${roomOf(file)} is not a known room`];
	const found: string[] = [];
	for (const specifier of importsOf(text)) {
		if (specifier.startsWith('.')) {
			const target = targetOf(file, specifier);
			const open =
				roomOf(target) === roomOf(file) ||
				room.rooms.includes(roomOf(target)) ||
				room.folders?.some(folder => target.startsWith(folder));
			if (!target.startsWith('source/') || !open) found.push(`${file} imports ${target}`);
		} else if (!mayImport(room, specifier) || (roomOf(file) !== 'platform' && isPackage(specifier, filePackages))) {
			found.push(`${file} imports ${specifier}`);
		}
	}
	const clock = pure.includes(roomOf(file)) && impure.exec(withoutComments(text));
	if (clock) found.push(`${file} uses ${clock[0]}`);
	const unwritten = dropsOutput.exec(withoutComments(text));
	if (unwritten) found.push(`${file} uses ${unwritten[0]}`);
	const spread = mayBeMany.includes(roomOf(file)) && spreadsOnStack.exec(withoutComments(text));
	if (spread) found.push(`${file} spreads a list into ${spread[0].slice(0, 8)}`);
	return found;
}

/**
 * Whether something in a file of source/ can run: without types, comments and texts, a function is left. Values alone are
 * tested where they are read, and what is compiled into the walker by what that finds (record-walker.test.ts).
 */
function hasFunctions(file: string, text: string): boolean {
	if (file.endsWith('.assembly.ts')) return false;
	const {code} = transformSync(text, {loader: file.endsWith('x') ? 'tsx' : 'ts', minifyWhitespace: true});
	return /=>|\bfunction\b|\bclass\b/.test(code.replace(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '""'));
}

/** The name of a file's test, without .ts or .tsx. */
const testOf = (file: string) => file.replace(/^source\//, 'test/').replace(/\.tsx?$/, '.test');

const filesMatching = (...patterns: string[]) =>
	globSync(patterns, {cwd: root, exclude: ['**/node_modules/**']}).map(file => file.split(path.sep).join('/'));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('every file under source/ imports only what its room may know', () => {
	const files = filesMatching('source/**/*.{ts,tsx}');
	expect(files.length).toBeGreaterThan(5);
	expect(files.flatMap(file => violations(file, read(file)))).toEqual([]);
});

test('no files import one another in a circle', () => {
	const files = filesMatching('source/**/*.{ts,tsx}').map(file => {
		const targets = importsOf(read(file)).filter(specifier => specifier.startsWith('.'));
		return [file, targets.map(specifier => targetOf(file, specifier))] as const;
	});
	expect(circleIn(new Map(files))).toBeNull();
	expect(circleIn(new Map([...files, ['a', ['b']], ['b', ['c', 'd']], ['d', ['b']]]))).toBe('b → d → b');
});

test('no room imports cli/, which joins them', () => {
	const importers = filesMatching('source/**/*.{ts,tsx}').filter(file => /['"][./]+\/cli\.tsx['"]/.test(read(file)));
	expect(importers).toEqual([]);
});

test('tests mirror source/: each file with a function has a test of its name', () => {
	const tests = new Set(filesMatching('test/**/*.test.{ts,tsx}').map(file => file.replace(/\.tsx?$/, '')));
	const files = filesMatching('source/**/*.{ts,tsx}');
	expect(files.filter(file => !tests.has(testOf(file)) && hasFunctions(file, read(file)))).toEqual([]);
});

test.each([
	['a.ts', 'export interface A {\n\tb: () => void;\n}\nexport type C = (d: A) => void;', false],
	['a.ts', "export type {A} from './b.ts';\nexport * from './c.ts';\n// const d = () => 1;", false],
	['a.ts', "export const a = {sql: `x => y`, say: 'function'} as const;", false],
	['a.assembly.ts', 'export function a(): i32 {\n\treturn 1;\n}', false],
	['a.ts', 'export const a = (b: number) => b;', true],
	['a.ts', 'export class A extends Error {}', true],
	['a.tsx', 'export function A() {\n\treturn <B c="d" />;\n}', true],
	['a.ts', "import {b} from './b.ts';\nb(['c'].map(d => d));", true],
])('%s with %j has functions: %s', (file, text, has) => {
	expect(hasFunctions(`source/${file}`, text)).toBe(has);
});

test('no file is over 300 lines', () => {
	const files = filesMatching('{source,test,bench,scripts}/**/*.{ts,tsx,cjs,mjs,js,sh}', '*.{ts,tsx}');
	const long = files.map(file => `${file}: ${read(file).trimEnd().split('\n').length}`);
	expect(long.filter(line => Number(line.split(': ')[1]) > 300)).toEqual([]);
});

test.each([
	['source/core/a.ts', "import fs from 'node:fs';", 'source/core/a.ts imports node:fs'],
	['source/live/a.ts', "import {statSync} from 'node:fs';", 'source/live/a.ts imports node:fs'],
	['source/cli/a.ts', "import {stat} from 'node:fs/promises';", 'source/cli/a.ts imports node:fs/promises'],
	['source/core/a.ts', "import {\n\tx,\n} from '../platform/b.ts';", 'source/core/a.ts imports source/platform/b.ts'],
	['source/claude/a.ts', "import {b} from '../core/b.ts';", 'source/claude/a.ts imports source/core/b.ts'],
	['source/core/a.ts', 'const at = Date.now();', 'source/core/a.ts uses Date.now'],
	['source/core/a.ts', 'const at = new Date();', 'source/core/a.ts uses new Date()'],
	['source/core/a.ts', "import '../../cli.tsx';", 'source/core/a.ts imports cli.tsx'],
	['source/core/a.ts', 'Math.max(0, ...list.map(one => one.at));', 'source/core/a.ts spreads a list into Math.max'],
	['source/live/a.ts', 'process.exit();', 'source/live/a.ts uses process.exit'],
	['source/cli/a.ts', "console.error('x');", 'source/cli/a.ts uses console.error('],
	['source/live/x/a.ts', "export * from '../../store.ts';", 'source/live/x/a.ts imports source/store.ts'],
	['source/live/x/a.ts', "await import('../../ui/b.tsx');", 'source/live/x/a.ts imports source/ui/b.tsx'],
	['source/setup/a.ts', "import React from 'react';", 'source/setup/a.ts imports react'],
	[
		'source/reports/a.ts',
		"import {watch} from '../live/transcript/watch.ts';",
		'source/reports/a.ts imports source/live/transcript/watch.ts',
	],
	['source/ui/a.tsx', "import {open} from '../platform/b.ts';", 'source/ui/a.tsx imports source/platform/b.ts'],
	['source/cellar/a.ts', '', 'source/cellar/a.ts: source/cellar is not a known room'],
])('a breach is found: %s %s', (file, text, complaint) => {
	expect(violations(file, text)).toEqual([complaint]);
});

test.each([
	['source/core/a.ts', "// import fs from 'node:fs';\nconst day = new Date(at); /* Date.now() */"],
	['source/core/a.ts', "import {parse} from '../claude/transcript/parse.ts';"],
	['source/live/x/a.ts', "import {b} from '../y/b.ts';\nimport type {E} from '../../core/events.ts';"],
])('what is allowed passes: %s', (file, text) => {
	expect(violations(file, text)).toEqual([]);
});
