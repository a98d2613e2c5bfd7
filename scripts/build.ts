// Bundles everything into dist/: one file to load is what makes the first frame quick (272 ms unbundled, 136 ms bundled).
import {chmodSync, copyFileSync, rmSync} from 'node:fs';
import {build} from 'esbuild';
import {fastFrames} from './fast-frames.ts';
import {quickStart} from './quick-start.ts';

rmSync('dist', {recursive: true, force: true});
await build({
	// The second is the thread that reads the history: a worker needs a file of its own to start from.
	entryPoints: {cli: 'cli.tsx', 'scan-worker': 'source/history/scan/scan-worker.ts'},
	outdir: 'dist',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node24',
	// jsonc-parser's main file is UMD, whose inner require() calls cannot be bundled.
	mainFields: ['module', 'main'],
	minifySyntax: true,
	// The development builds of React and Ink are three times slower.
	define: {'process.env.NODE_ENV': '"production"'},
	// Native, optional, and loaded only when a pty is needed; Ink's devtools are never wanted in the bundle.
	external: ['@lydell/node-pty', 'react-devtools-core'],
	// Some bundled packages are CommonJS and call require().
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module';const require=__createRequire(import.meta.url);",
	},
	plugins: [fastFrames, quickStart],
	logLevel: 'warning',
});
copyFileSync('scripts/ccmon.cjs', 'dist/ccmon.cjs');
chmodSync('dist/ccmon.cjs', 0o755);
