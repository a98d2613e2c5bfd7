import {afterEach, expect, test, vi} from 'vitest';
import {loadPty, type PseudoTerminal} from '../../../source/control/terminals/load-pty.ts';
import {baseEnvironment} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

const openPty = (await loadPty())!;

let pty: PseudoTerminal | null = null;
afterEach(() => {
	vi.unstubAllEnvs();
	vi.doUnmock('@lydell/node-pty');
	try {
		pty?.kill('SIGKILL');
	} catch {
		// It has ended.
	}
	pty = null;
});

/** `sh` in a terminal of 40 × 5; `bytes()`: all that it wrote, `ended()`: how it ended. */
function run(script: string, env: NodeJS.ProcessEnv = baseEnvironment()) {
	const chunks: Buffer[] = [];
	let end: {code: number; signal: number} | null = null;
	const opened = openPty('sh', ['-c', script], {columns: 40, rows: 5, cwd: '/tmp', env});
	opened.onData(data => chunks.push(data));
	opened.onExit(given => {
		end = given;
	});
	pty = opened;
	const bytes = () => Buffer.concat(chunks);
	const shows = (text: string) => waitFor(() => bytes().includes(text), {what: text, last: () => `${bytes()}`});
	return {pty: opened, bytes, shows, ended: () => waitFor(() => end, {what: 'the end'})};
}

test('a program in a folder, at a size, with the variables that it is given and no others', async () => {
	vi.stubEnv('TMUX', '/tmp/tmux-0/default,1,0');
	const {shows, pty: opened} = run('pwd; stty size; echo "[$TMUX][$UNSET_ONE][$TERM]"; read x; stty size; read x', {
		...baseEnvironment(),
		...{UNSET_ONE: undefined, TERM: 'screen'},
	});
	await shows('[][][screen]');
	await shows('/tmp\r\n5 40');
	opened.resize(60, 9);
	opened.write('\r');
	await shows('9 60');
	// From ccmon's own environment nothing was taken away.
	expect(process.env.TMUX).toBe('/tmp/tmux-0/default,1,0');
});

test('bytes go both ways as they are, also where they are no text', async () => {
	const {
		pty: opened,
		bytes,
		shows,
	} = run("stty raw -echo; printf ready; head -c 4 | od -An -tx1; printf '\\377\\300x'");
	await shows('ready');
	opened.write(Buffer.from([0xff, 0xc3, 0x28, 0x03]));
	await shows('ff c3 28 03');
	await waitFor(() => bytes().includes(Buffer.from([0xff, 0xc0, 0x78])), {what: 'the bytes'});
});

test('says how the program ended: by itself, or by which signal', async () => {
	expect(await run('exit 7').ended()).toEqual({code: 7, signal: 0});
	const {pty: opened, ended, shows} = run('echo ready; sleep 100');
	await shows('ready');
	opened.kill('SIGTERM');
	expect(await ended()).toMatchObject({signal: 15});
});

test('a program that writes faster than it is read waits, and nothing is lost', async () => {
	const {pty: opened, bytes, shows} = run('echo ready; read x; seq 1 20000; echo all');
	await shows('ready');
	opened.pause();
	opened.write('\r');
	opened.resume();
	await shows('all\r\n');
	expect(bytes().toString()).toContain('9999\r\n10000\r\n10001');
	expect(bytes().toString()).toContain('19999\r\n20000\r\nall');
});

test('without the package, or without one for this system, there is none', async () => {
	vi.doMock('@lydell/node-pty', () => {
		throw new Error('no build for this system');
	});
	vi.resetModules();
	const {loadPty: again} = await import('../../../source/control/terminals/load-pty.ts');
	expect(await again()).toBeNull();
});
