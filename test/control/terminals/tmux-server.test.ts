import {mkdirSync, renameSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import path from 'node:path';
import {expect, test} from 'vitest';
import {listSockets} from '../../../source/control/terminals/tmux-server.ts';
import {temporaryFolder} from '../../support/environment.ts';

const listen = (path: string) =>
	new Promise<Server>(resolve => {
		const server: Server = createServer(socket => socket.destroy()).listen(path, () => resolve(server));
	});

test('sockets of running servers are found, the preferred first; what a crash left is passed over', async () => {
	const folder = temporaryFolder();
	const sockets = folder.at(`tmux-${process.getuid?.() ?? 0}`);
	mkdirSync(sockets);
	const at = (name: string) => path.join(sockets, name);
	const servers = await Promise.all(['default', 'other', 'crashed'].map(name => listen(at(name))));
	// Closing removes a socket by the name it was made with.
	renameSync(at('crashed'), at('left'));
	await new Promise(resolve => servers.pop()!.close(resolve));

	const found = await listSockets([`${at('other')},4711,0`, undefined], {TMUX_TMPDIR: folder.path});
	expect(found.filter(file => file.startsWith(folder.path))).toEqual([at('other'), at('default')]);
	for (const server of servers) server.close();
	folder.remove();
});
