// Bundles everything into dist/. The program is one script, so that one file holds its compiled code: see start.cjs.
import {createHash} from 'node:crypto';
import {chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {type BuildOptions, build, type Plugin} from 'esbuild';
import {fastFrames} from './fast-frames.ts';
import {quickStart} from './quick-start.ts';
import {resizeFrames} from './resize-frames.ts';

const common = {
	outdir: 'dist',
	bundle: true,
	platform: 'node',
	target: 'node24',
	// jsonc-parser's main file is UMD, whose inner require() calls cannot be bundled.
	mainFields: ['module', 'main'],
	minifySyntax: true,
	minifyWhitespace: true,
	// A trace shows the line where it happened.
	lineLimit: 200,
	// Native, optional, and loaded only when a pty is needed.
	external: ['@lydell/node-pty'],
	logLevel: 'warning',
} as const satisfies BuildOptions;

const script = {
	...common,
	entryPoints: ['cli.tsx'],
	outExtension: {'.js': '.cjs'},
	format: 'cjs',
	// A script asks for packages with require(): import() of its own is an experiment of Node's, and said to be on stderr.
	supported: {'dynamic-import': false},
	define: {
		// The development builds of React and Ink are three times slower.
		'process.env.NODE_ENV': '"production"',
		'import.meta.url': 'bundleUrl',
	},
} as const satisfies BuildOptions;
const bundleUrl = 'var bundleUrl=require("node:url").pathToFileURL(__filename).href;';

rmSync('dist', {recursive: true, force: true});
const program = await build({
	...script,
	write: false,
	banner: {js: `(function(exports,require,module,__filename){"use strict";${bundleUrl}`},
	footer: {js: '})'},
	plugins: [fastFrames, quickStart, resizeFrames],
});
const [bundle] = program.outputFiles;
if (!bundle) throw new Error('esbuild wrote nothing');
mkdirSync('dist');
// esbuild escapes what is not ASCII in strings, but not in regular expressions; read as bytes, those would match nothing.
const ascii = bundle.text.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
// The last line tells one bundle from another.
writeFileSync(bundle.path, `${ascii}//${createHash('sha256').update(ascii).digest('hex')}`);
/** The same program for what reads the history only: to load the monitor would take as long as to make the report. */
const withoutMonitor: Plugin = {
	name: 'without-monitor',
	setup(bundler) {
		bundler.onResolve({filter: /\/program\/(monitor|once|run|send|setup)\.ts$/}, () => ({
			path: './cli.cjs',
			external: true,
		}));
	},
};
await build({
	...script,
	entryPoints: {report: 'cli.tsx'},
	banner: {js: `"use strict";${bundleUrl}`},
	plugins: [withoutMonitor],
});
// The thread that reads the history: a worker needs a file of its own to start from.
await build({
	...common,
	entryPoints: {'scan-worker': 'source/history/scan/scan-worker.ts'},
	format: 'esm',
	// Some bundled packages are CommonJS and call require().
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
	},
});
for (const script of ['ccmon.cjs', 'start.cjs']) copyFileSync(`scripts/${script}`, `dist/${script}`);
chmodSync('dist/ccmon.cjs', 0o755);
