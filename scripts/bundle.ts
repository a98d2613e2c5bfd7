// Makes a program one script, which start.cjs runs with the code that was compiled for it the last time.
import {createHash} from 'node:crypto';
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type BuildOptions, build, type Metafile, type Plugin} from 'esbuild';
import {fastFrames} from './fast-frames.ts';
import {quickStart} from './quick-start.ts';
import {resizeFrames} from './resize-frames.ts';

export const bundling = {
	bundle: true,
	platform: 'node',
	target: 'node22',
	// jsonc-parser's main file is UMD, whose inner require() calls cannot be bundled.
	mainFields: ['module', 'main'],
	minifySyntax: true,
	minifyWhitespace: true,
	// A trace shows the line where it happened.
	lineLimit: 200,
	// Native, optional, and loaded only when a pty is needed.
	external: ['@lydell/node-pty'],
	logLevel: 'warning',
	// Says whose code is in it.
	metafile: true,
} as const satisfies BuildOptions;

export const scripting = {
	...bundling,
	format: 'cjs',
	// A script asks for packages with require(): import() of its own is an experiment of Node's, and said to be on stderr.
	supported: {'dynamic-import': false},
	define: {
		// The development builds of React and Ink are three times slower.
		'process.env.NODE_ENV': '"production"',
		'import.meta.url': 'bundleUrl',
	},
} as const satisfies BuildOptions;

/** Comes first in a script. */
export const bundleUrl = '"use strict";var bundleUrl=require("node:url").pathToFileURL(__filename).href;';

/** Puts the monitor into a folder: `start.cjs` runs it. Gives what esbuild says is in it. */
export const bundleProgram = (entry: string, folder: string): Promise<Metafile> =>
	bundleScript(entry, path.join(folder, 'cli.cjs'), [fastFrames, quickStart, resizeFrames]);

/** The same for a part of the program. */
export async function bundleScript(entry: string, file: string, plugins: Plugin[]): Promise<Metafile> {
	const program = await build({
		...scripting,
		entryPoints: [entry],
		write: false,
		banner: {js: `(function(exports,require,module,__filename){${bundleUrl}`},
		footer: {js: '})'},
		plugins,
	});
	const [bundle] = program.outputFiles;
	if (!bundle) throw new Error('esbuild wrote nothing');
	// esbuild escapes what is not ASCII in strings, but not in regular expressions; read as bytes, those would match nothing.
	const ascii = bundle.text.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	const folder = path.dirname(file);
	mkdirSync(folder, {recursive: true});
	// The last line distinguishes bundles.
	const id = createHash('sha256').update(ascii).digest('hex');
	writeFileSync(file, `${ascii}//${id}`);
	copyFileSync(path.join(import.meta.dirname, 'start.cjs'), path.join(folder, 'start.cjs'));
	return program.metafile;
}
