// Bundles everything into dist/.
import {chmodSync, copyFileSync, rmSync, writeFileSync} from 'node:fs';
import {build, type Plugin} from 'esbuild';
import {bundleProgram, bundleScript, bundleUrl, scripting} from './bundle.ts';
import {manPage} from './man.ts';
import {thirdPartyNotices} from './notices.ts';
import {writeWalker} from './walker.ts';

rmSync('dist', {recursive: true, force: true});
writeWalker();
const monitor = await bundleProgram('cli.tsx', 'dist');
/**
 * The same program for what reads the history only: to load the monitor would take as long as to make the report. Of the
 * commands, ccmon.cjs starts only those of history.ts and metrics.ts from it.
 */
const historyOnly: Plugin = {
	name: 'history-only',
	setup(bundler) {
		bundler.onResolve({filter: /\/source\/cli\//}, ({importer, path}) => {
			const isNeeded = /\/(arguments|help|history|metrics)\.ts$/.test(path) || !importer.endsWith('cli.tsx');
			return isNeeded ? null : {path: './cli.cjs', external: true};
		});
	},
};
const reports = await bundleScript('cli.tsx', 'dist/report.cjs', [historyOnly]);
// The thread that reads the history: a worker needs a file of its own to start from. As a module it takes a fifth longer to start.
const worker = await build({
	...scripting,
	entryPoints: {'scan-worker': 'source/index/scan/scan-worker.ts'},
	outdir: 'dist',
	outExtension: {'.js': '.cjs'},
	banner: {js: bundleUrl},
});
copyFileSync('scripts/ccmon.cjs', 'dist/ccmon.cjs');
chmodSync('dist/ccmon.cjs', 0o755);
writeFileSync('dist/ccmon.1', manPage());
const metafiles = [monitor, reports, worker.metafile];
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(metafiles));
