/** Programs that find managed settings on the machine, without the machine having any: they get an /etc of their own. */
import {execFile} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';

/** In a mount namespace: an overlay whose upper layer is in memory, with the settings in it. */
const script = `
mount -t tmpfs ccmon "$1" && mkdir "$1/upper" "$1/work" || exit 99
mkdir "$1/upper/claude-code" && cp "$2" "$1/upper/claude-code/managed-settings.json" || exit 99
mount -t overlay ccmon -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" /etc || exit 99
shift 2
exec "$@"`;

export interface ManagedRun {
	/** A folder of the test's own. */
	folder: string;
	managed: object;
	cwd: string;
	env: Record<string, string>;
}

/** Runs the program to its end, and gives what it printed. Rejects when it fails, or the machine allows no namespaces. */
export async function runManaged(command: readonly string[], {folder, managed, cwd, env}: ManagedRun): Promise<string> {
	const [layers, file] = [path.join(folder, 'etc'), path.join(folder, 'managed-settings.json')];
	mkdirSync(layers, {recursive: true});
	writeFileSync(file, JSON.stringify(managed));
	const args = ['--mount', '--map-root-user', 'sh', '-c', script, 'sh', layers, file, ...command];
	const {stdout} = await promisify(execFile)('unshare', args, {cwd, env, timeout: 60_000});
	return stdout;
}
