/** Starts a scan beside the main thread: in a thread, or in a process. */
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Problem} from '../../claude/events.ts';
import {isOwn, statOrNull} from '../../platform/files.ts';
import {ensureOwnerFolder} from '../../platform/owner-file.ts';
import {cacheFolder, homeFolder} from '../../platform/paths.ts';
import {createProblems} from './problems.ts';
import {counter} from './scan-thread.ts';
import type {PlannedScan, ScanWorkerInput, ScanWorkerMessage} from './scan-worker.ts';

/** In the bundle, the entry point is built beside this file from the source of the same name. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.cjs', import.meta.url);

/**
 * Resolves with what could not be read, once the thread has written everything or has ended otherwise. `onPlan` is called with
 * the plan of a thread that makes one.
 */
export function startThread(
	workerData: ScanWorkerInput,
	onPlan: (plan: PlannedScan) => void = () => {},
): Promise<readonly Problem[]> {
	// Loaded only if a thread is needed: the module takes a tenth of the time of a small report.
	const {Worker} = process.getBuiltinModule('node:worker_threads');
	// Some versions of Node warn that SQLite is experimental; `ccmon.cjs` suppresses that only in the main thread.
	const execArgv = ['--disable-warning=ExperimentalWarning'];
	const worker = new Worker(workerUrl, {workerData, env: environment(), execArgv});
	const problems = createProblems();
	return new Promise(resolve => {
		worker.on('message', (message: ScanWorkerMessage) => {
			if (message.type === 'plan') return onPlan(message);
			for (const problem of message.problems) problems.add(problem);
			// Nobody has to wait for the thread to be torn down.
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
 * Runs the whole scan in a process of its own, whose memory is freed when it ends. Resolves with its problems when it has ended,
 * for whatever reason: the next scan does the rest. It ends together with this process.
 */
export async function runScanProcess(input: Omit<ScanWorkerInput, 'counters' | 'groups'>): Promise<readonly Problem[]> {
	const {execa} = await import('execa');
	const command = [...process.execArgv, fileURLToPath(workerUrl), JSON.stringify({...input, groups: null})];
	const options = {stdio: 'ignore', ipc: true, reject: false, extendEnv: false} as const;
	const {ipcOutput} = await execa(process.execPath, command, {...options, env: environment()});
	return (ipcOutput as unknown as ScanWorkerMessage[]).flatMap(one => (one.type === 'done' ? one.problems : []));
}

/**
 * Adds a cache of compiled code, which threads do not use by default. It is in ccmon's own folder: Node's default is in a shared
 * temporary folder, where other users could plant code for the thread to run.
 */
function environment(): NodeJS.ProcessEnv {
	const folder = join(cacheFolder(), 'thread-code-cache');
	try {
		const home = statOrNull(homeFolder());
		// Run as root in somebody else's home, it would create files that they cannot remove.
		if (home === null || !isOwn(home)) return process.env;
		ensureOwnerFolder(folder);
		return {...process.env, NODE_COMPILE_CACHE: folder};
	} catch {
		// Without the cache it starts a little later.
		return process.env;
	}
}
