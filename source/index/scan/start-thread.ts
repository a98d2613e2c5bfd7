/** Starts what reads beside the main thread: a thread, or a process. */
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Problem} from '../../claude/events.ts';
import {isOwn, statOrNull} from '../../platform/files.ts';
import {ensureOwnerFolder} from '../../platform/owner-file.ts';
import {cacheFolder, homeFolder} from '../../platform/paths.ts';
import {createProblems} from './problems.ts';
import {counter} from './scan-thread.ts';
import type {PlannedScan, ScanWorkerInput, ScanWorkerMessage} from './scan-worker.ts';

/** In a bundle the entry lies beside this file, made from the source of the same name. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.cjs', import.meta.url);

/**
 * Resolves with what could not be read when the thread has written its last, or has ended otherwise. `onPlan` gets what a
 * thread that makes the plan has found.
 */
export function startThread(
	workerData: ScanWorkerInput,
	onPlan: (plan: PlannedScan) => void = () => {},
): Promise<readonly Problem[]> {
	// Only what needs a thread pays for the module: loading it takes a tenth as long as a small report.
	const {Worker} = process.getBuiltinModule('node:worker_threads');
	// Where Node calls its SQLite an experiment, `ccmon.cjs` keeps that to itself, but not for a thread.
	const execArgv = ['--disable-warning=ExperimentalWarning'];
	const worker = new Worker(workerUrl, {workerData, env: environment(), execArgv});
	const problems = createProblems();
	return new Promise(resolve => {
		worker.on('message', (message: ScanWorkerMessage) => {
			if (message.type === 'plan') return onPlan(message);
			for (const problem of message.problems) problems.add(problem);
			// What is left is to take the thread apart, which nobody has to wait for.
			resolve(problems.all());
		});
		worker.on('error', error => {
			Atomics.store(workerData.counters, counter.stop, 1);
			problems.database(workerData.databasePath, error);
		});
		worker.on('exit', () => resolve(problems.all()));
	});
}

/**
 * The whole scan in a process of its own, which gives back what memory it needed. Resolves when it has ended, however: what
 * it has not done the next scan does. It ends with this process.
 */
export async function runScanProcess(input: Omit<ScanWorkerInput, 'counters' | 'groups'>): Promise<void> {
	const {execa} = await import('execa');
	const command = [...process.execArgv, fileURLToPath(workerUrl), JSON.stringify({...input, groups: null})];
	await execa(process.execPath, command, {stdio: 'ignore', reject: false, env: environment(), extendEnv: false});
}

/**
 * With a cache of compiled code, which a thread does not use by itself. In ccmon's own folder: into Node's, which lies among
 * everybody's temporary files, others could put what the thread would run.
 */
function environment(): NodeJS.ProcessEnv {
	const folder = join(cacheFolder(), 'thread-code-cache');
	try {
		const home = statOrNull(homeFolder());
		// As root in somebody else's home, it would lie in their way.
		if (home === null || !isOwn(home)) return process.env;
		ensureOwnerFolder(folder);
		return {...process.env, NODE_COMPILE_CACHE: folder};
	} catch {
		// It starts a little later without.
		return process.env;
	}
}
