/**
 * `npm run fuzz -- [--seconds N] [--seed N] [EDGE…]`: tries what may come in from outside, edge by edge. What fails is
 * made as small as can be, kept under test/fixtures/fuzz, and from then on tried by the tests.
 */
import {fork} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {bundling} from '../../scripts/bundle.ts';
import {keep} from './kept.ts';
import type {WorkerMessage} from './worker.ts';

/** By how much time they get: where one input is a whole home folder, some hundred take a while. */
const shares: Readonly<Record<string, number>> = {
	...{files: 4, transcripts: 4, registry: 2, statusline: 2, stored: 3, 'telemetry-json': 2, 'telemetry-protobuf': 2},
	...{headless: 1, sockets: 1, hosts: 1, prometheus: 1, gateways: 1, screens: 1, keys: 1, config: 1, arguments: 1},
};
/** One input takes some hundredths of a second at the most, and a process on a busy machine half a minute to start. */
const hangMs = 90_000;

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {seconds: {type: 'string', default: '60'}, seed: {type: 'string', default: String(Date.now() % 2 ** 31)}},
});
const chosen = positionals.length > 0 ? positionals : Object.keys(shares);
const all = chosen.reduce((sum, name) => sum + (shares[name] ?? 1), 0);
const msOf = (name: string) => (Number(values.seconds) * 1000 * (shares[name] ?? 1)) / all;

interface Tried {
	runs: number;
	failure: {input: unknown; error: string} | null;
}

/** Thousands of databases are made: in memory, where the system has such a disk. */
const env = {...process.env, ...(existsSync('/dev/shm') && {TMPDIR: '/dev/shm'})};

/** Watches over one edge: a process that says nothing for long hangs in what it said last. */
function tryEdge(worker: string, name: string): Promise<Tried> {
	return new Promise(resolve => {
		const child = fork(worker, [name, values.seed, String(msOf(name))], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			env,
		});
		let input: unknown = null;
		let runs = 0;
		const end = (tried: Tried) => {
			clearTimeout(timer);
			child.removeAllListeners().kill('SIGKILL');
			resolve(tried);
		};
		const hangs = () => end({runs, failure: {input, error: `it hangs: nothing happened for ${hangMs / 1000} s`}});
		const timer = setTimeout(hangs, hangMs);
		child.on('message', (message: WorkerMessage) => {
			timer.refresh();
			if (message.type === 'done') return end({runs: message.runs, failure: message.failure});
			input = message.input;
			runs++;
		});
		child.on('exit', (code, signal) =>
			end({runs, failure: {input, error: `the process ended with ${signal ?? code}`}}),
		);
	});
}

const root = path.resolve(import.meta.dirname, '../..');
// In the project, so that packages that are not bundled are found.
const folder = mkdtempSync(path.join(root, 'dist/fuzz-'));
let isFine = true;
try {
	const worker = path.join(folder, 'worker.mjs');
	await build({
		...bundling,
		entryPoints: [path.join(root, 'test/fuzz/worker.ts')],
		outfile: worker,
		format: 'esm',
		sourcemap: 'inline',
		external: [...bundling.external, 'fast-check'],
		define: {'import.meta.dirname': JSON.stringify(path.join(root, 'test/fuzz/edges'))},
		banner: {js: "import {createRequire as __r} from 'node:module';const require=__r(import.meta.url);"},
	});
	console.log(`seed ${values.seed}, ${values.seconds} s`);
	for (const name of chosen) {
		const started = performance.now();
		const {runs, failure} = await tryEdge(worker, name);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(
			`${failure ? 'FAIL' : 'ok  '} ${name.padEnd(20)} ${String(runs).padStart(8)} inputs ${seconds.padStart(6)} s`,
		);
		if (!failure) continue;
		isFine = false;
		// It could not even begin.
		if (failure.input === null) throw new Error(failure.error);
		const [error = ''] = failure.error.split('\n');
		const file = keep({edge: name, error, input: failure.input});
		console.log(
			`     ${failure.error.split('\n').slice(0, 6).join('\n     ')}\n     kept as ${path.relative(root, file)}`,
		);
	}
} finally {
	rmSync(folder, {recursive: true});
}
process.exit(isFine ? 0 : 1);
