/** The standalone archives: ccmon with its Node, for machines that have none. */
import {execFileSync} from 'node:child_process';
import {chmodSync, cpSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with {type: 'json'};
import {fetchNode, unpackFromNpm} from './node-binary.ts';

/** The Node in them: that of the tests. */
const nodeVersion = packageJson.devDependencies.node.replace(/^\D+/, '');

/** As in the first line of `ccmon.cjs`, which the launcher takes the place of. */
const launcher = (flags: string) => `#!/bin/sh
# Starts ccmon with the Node beside it, wherever this folder is and whatever link leads here.
self=$0
while [ -L "$self" ]; do
	link=$(readlink "$self")
	case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
root=$(cd "$(dirname "$self")/.." && pwd -P)
exec "$root/lib/node" ${flags} "$root/lib/ccmon/dist/ccmon.cjs" "$@"
`;

/** Makes `ccmon-VERSION-linux-ARCH.tar.gz` in a folder from the packed tarball, and gives its path. */
export function makeArchive(tarball: string, arch: 'x64' | 'arm64', folder: string, flags: string): string {
	const name = `ccmon-${packageJson.version}-linux-${arch}`;
	const root = path.join(folder, name);
	rmSync(root, {recursive: true, force: true});
	const program = path.join(root, 'lib/ccmon');
	for (const made of ['bin', 'lib/ccmon', 'share/man/man1']) mkdirSync(path.join(root, made), {recursive: true});
	execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', program]);
	const node = fetchNode(nodeVersion, 'linux', arch);
	cpSync(node.program, path.join(root, 'lib/node'));
	cpSync(node.license, path.join(root, 'lib/LICENSE.node'));
	cpSync(path.join(program, 'LICENSE'), path.join(root, 'LICENSE'));
	cpSync(path.join(program, 'dist/THIRD-PARTY-NOTICES.txt'), path.join(root, 'THIRD-PARTY-NOTICES.txt'));
	cpSync(path.join(program, 'dist/ccmon.1'), path.join(root, 'share/man/man1/ccmon.1'));
	const pty = packageJson.optionalDependencies['@lydell/node-pty'].replace(/^\D+/, '');
	for (const part of ['node-pty', `node-pty-linux-${arch}`]) {
		unpackFromNpm(`@lydell/${part}@${pty}`, path.join(program, 'node_modules/@lydell', part));
	}
	writeFileSync(path.join(root, 'bin/ccmon'), launcher(flags));
	chmodSync(path.join(root, 'bin/ccmon'), 0o755);
	const archive = path.join(folder, `${name}.tar.gz`);
	// The same files give the same archive, on any machine and at any time.
	const same = '--sort=name --owner=0 --group=0 --numeric-owner --mtime=@0';
	execFileSync('sh', ['-c', `tar ${same} -cf - '${name}' | gzip -9n > '${name}.tar.gz'`], {cwd: folder});
	rmSync(root, {recursive: true});
	return archive;
}
