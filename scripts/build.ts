// Bundles everything into dist/: one file to load is what makes the first frame quick (272 ms unbundled, 136 ms bundled).
import {chmodSync, copyFileSync, readFileSync, rmSync} from 'node:fs';
import {build, type Plugin} from 'esbuild';
import {fastFrames} from './fast-frames.ts';

/** Yoga asks fetch for its own inlined code, and Node's fetch takes longer to load than the first frame to draw. */
const yogaWithoutFetch: Plugin = {
	name: 'yoga-without-fetch',
	setup(bundler) {
		bundler.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, ({path: file}) => ({
			contents: `const fetch = undefined;\n${readFileSync(file, 'utf8')}`,
		}));
	},
};

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
	plugins: [fastFrames, yogaWithoutFetch],
	logLevel: 'warning',
});
copyFileSync('scripts/ccmon.cjs', 'dist/ccmon.cjs');
chmodSync('dist/ccmon.cjs', 0o755);
