import {once} from 'node:events';
import {createServer} from 'node:net';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const entries = {
	receiver: new URL('./receiver.ts', import.meta.url),
	sender: new URL('./sender.ts', import.meta.url),
};

/** Bundled, as ccmon is: to strip types as it loads takes Node some 40 MB. Gives the path of the bundle. */
export async function bundle(name: keyof typeof entries, folder: string): Promise<string> {
	const outfile = path.join(folder, `${name}.mjs`);
	const entryPoints = [fileURLToPath(entries[name])];
	await build({entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', target: 'node24'});
	return outfile;
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	return typeof address === 'object' && address ? address.port : 0;
}
