/** Whose code the bundles contain, and that its licence goes with it. */
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {build, type Metafile} from 'esbuild';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {bundleProgram, scripting} from '../../scripts/bundle.ts';
import {thirdPartyNotices} from '../../scripts/notices.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

const root = path.resolve(import.meta.dirname, '../..');

let folder: TemporaryFolder;
let metafiles: readonly Metafile[];
/** The notices, by the packages that stand above each: `react 19.3.1 (MIT)`. */
let textOf: Map<string, string>;

beforeAll(async () => {
	folder = temporaryFolder();
	const worker = 'source/index/scan/scan-worker.ts';
	const outfile = folder.at('worker.cjs');
	const scanning = await build({...scripting, entryPoints: [path.join(root, worker)], outfile});
	metafiles = [await bundleProgram(path.join(root, 'cli.tsx'), folder.at('dist')), scanning.metafile];
	const parts = thirdPartyNotices(metafiles).split(/\n-{80}\n\n/);
	textOf = new Map(
		parts.slice(1).flatMap(part => {
			const [names = '', ...text] = part.split('\n\n');
			return names.split('\n').map(name => [name, text.join('\n\n')] as const);
		}),
	);
}, 60_000);
afterAll(() => folder.remove());

/** The package that a file belongs to, from the package.json above it that has a version. */
function packageOf(file: string): string | null {
	for (let at = path.dirname(file); at !== path.dirname(at); at = path.dirname(at)) {
		const described = path.join(at, 'package.json');
		if (!existsSync(described)) continue;
		const {name, version, license} = JSON.parse(readFileSync(described, 'utf8'));
		if (version) return at === root ? null : `${name} ${version} (${license})`;
	}
	return null;
}

test('every package with code in a bundle is named with its version and licence, and no other', () => {
	const inputs = metafiles
		.flatMap(({outputs}) => Object.values(outputs))
		.flatMap(output => Object.entries(output.inputs));
	const files = inputs.filter(([, {bytesInOutput}]) => bytesInOutput > 0).map(([file]) => file.replace(/^[\w-]+:/, ''));
	const bundled = new Set(files.map(file => packageOf(path.resolve(root, file))).filter(name => name !== null));
	expect(bundled.size).toBeGreaterThan(50);
	expect([...textOf.keys()].sort()).toEqual([...bundled].sort());
});

test('each has the whole text of its licence, with whose copyright it is', () => {
	const whole = {
		MIT: /copyright[\s\S]*Permission is hereby granted[\s\S]*WITHOUT WARRANTY[\s\S]*DEALINGS IN\s+THE\s+SOFTWARE/i,
		ISC: /copyright[\s\S]*Permission to use, copy[\s\S]*DISCLAIMS ALL WARRANTIES[\s\S]*PERFORMANCE OF THIS SOFTWARE/i,
		'BSD-3-Clause': /copyright[\s\S]*Redistribution and use[\s\S]*POSSIBILITY OF\s+SUCH DAMAGE/i,
		'Apache-2.0': /Apache License\s+Version 2\.0[\s\S]*END OF TERMS AND CONDITIONS/,
	};
	for (const [name, text] of textOf) {
		const licence = /\((.*)\)$/.exec(name)?.[1] ?? '';
		expect(Object.keys(whole), name).toContain(licence);
		expect(text, name).toMatch(whole[licence as keyof typeof whole]);
	}
});

test('a package without a licence text stops the build', () => {
	const bare = folder.at('node_modules/bare');
	mkdirSync(bare, {recursive: true});
	writeFileSync(path.join(bare, 'package.json'), JSON.stringify({name: 'bare', version: '1.0.0', license: 'MIT'}));
	const inputs = {[path.join(bare, 'index.js')]: {bytesInOutput: 1}};
	const output = {bytes: 1, inputs, imports: [], exports: []};
	const notices = () => thirdPartyNotices([{inputs: {}, outputs: {'a.js': output}}]);
	expect(notices).toThrow('node_modules/bare is bundled and has no licence text');
	writeFileSync(path.join(bare, 'LICENSE'), 'As you like.\r\n');
	expect(notices()).toContain('bare 1.0.0 (MIT)\n\nAs you like.\n');
});
