/** Node itself from the npm registry, for any system: the package `node` on npm is a shell around these. */
import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';

const cache = path.resolve(process.env.CCMON_TEST_CACHE ?? path.join(import.meta.dirname, '../../.cache'));

export interface NodePackage {
	/** The program. */
	program: string;
	/** Its licence, which has to be passed on with it. */
	license: string;
}

/** `version`: exact. Fetched once into the cache. Throws what npm says. */
export function fetchNode(
	version: string,
	platform: string = process.platform,
	arch: string = process.arch,
): NodePackage {
	const folder = path.join(cache, `node-${version}-${platform}-${arch}`);
	const found = {program: path.join(folder, 'bin/node'), license: path.join(folder, 'LICENSE')};
	if (existsSync(found.program)) return found;
	unpackFromNpm(`node-${platform}-${arch}@${version}`, folder);
	chmodSync(found.program, 0o755);
	return found;
}

/** Unpacks a package of the registry into a folder that is not there yet. */
export function unpackFromNpm(name: string, folder: string): void {
	mkdirSync(path.dirname(folder), {recursive: true});
	const draft = mkdtempSync(`${folder}-`);
	try {
		execFileSync('npm', ['pack', '--silent', '--pack-destination', draft, name], {
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		execFileSync('sh', ['-c', 'tar -xzf *.tgz'], {cwd: draft});
		// Another test run may have been quicker.
		if (!existsSync(folder)) renameSync(path.join(draft, 'package'), folder);
	} finally {
		rmSync(draft, {recursive: true, force: true});
	}
}
