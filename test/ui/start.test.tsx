/** The terminal is taken and given back, however the program ends. With a real one: test/e2e/terminal.test.ts. */
import {PassThrough, Writable} from 'node:stream';
import {Text} from 'ink';
import {afterEach, expect, test, vi} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import type {ScreenOptions} from '../../source/ui/options.ts';
import {type StartedScreen, startScreen} from '../../source/ui/start.tsx';
import {fakeFleet, fakeStore} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {waitFor} from '../support/wait.ts';

let started: StartedScreen | null = null;
afterEach(async () => {
	started?.stop();
	await started?.done.catch(() => {});
});

const [alternate, main] = ['\u001b[?1049h', '\u001b[?1049l'];
const [mouseOn, mouseOff] = ['\u001b[?1000h', '\u001b[?1000l'];
const events = ['uncaughtException', 'unhandledRejection', 'warning', 'SIGTSTP', 'SIGCONT'];
const listeners = () => events.map(event => process.listeners(event as NodeJS.Signals).length);

function start(options: Partial<ScreenOptions> = {}, load = async () => () => <Text>history</Text>) {
	let written = '';
	const raw: boolean[] = [];
	const stdin = Object.assign(new PassThrough(), {
		...{isTTY: true, ref() {}, unref() {}},
		setRawMode: (mode: boolean) => raw.push(mode),
	});
	const stdout = Object.assign(
		new Writable({
			write(chunk, _, done) {
				written += chunk;
				done();
			},
		}),
		{isTTY: true, columns: 100, rows: 24},
	);
	const screen = startScreen({
		...{store: fakeStore(fakeFleet()).store, commands: commandTable(), act() {}, views: {history: load}},
		options: {...testOptions, ...options},
		stdin: stdin as unknown as NodeJS.ReadStream,
		stdout: stdout as unknown as NodeJS.WriteStream,
	});
	started = screen;
	const shows = (text: string) => waitFor(() => written.includes(text), {what: text, last: () => written});
	return {
		...{screen, stdin, stdout, raw, shows},
		written: () => written,
		forget: () => {
			written = '';
		},
	};
}

test('q gives everything back: screen, keyboard, title, and what the process listened to', async () => {
	const before = listeners();
	const {screen, stdin, raw, shows, written} = start();
	await shows('api-refactor');
	expect(written().indexOf(alternate)).toBeLessThan(written().indexOf('api-refactor'));
	expect(written()).toContain('ccmon (1 waiting)');
	expect(raw).toContain(true);
	stdin.write('q');
	await screen.done;
	expect(written().lastIndexOf(main)).toBeGreaterThan(written().lastIndexOf(alternate));
	// The title from before.
	expect(written()).toContain('\u001b[23;2t');
	expect(raw.at(-1)).toBe(false);
	expect(listeners()).toEqual(before);
	expect(written()).not.toContain(mouseOn);
});

test('the mouse is asked for if the config says so, and given back', async () => {
	const {screen, shows, written, forget} = start({mouse: true});
	await shows('api-refactor');
	expect(written()).toContain(mouseOn);
	await screen.handOver(async () => {
		expect(written().lastIndexOf(mouseOff)).toBeGreaterThan(written().lastIndexOf(mouseOn));
	});
	expect(written().lastIndexOf(mouseOn)).toBeGreaterThan(written().lastIndexOf(mouseOff));
	forget();
	screen.stop();
	await screen.done;
	expect(written()).toContain(mouseOff);
});

test('while it is handed over nothing is drawn, and no key is taken; then all is drawn again', async () => {
	const {screen, stdin, shows, written, forget} = start();
	await shows('api-refactor');
	await screen.handOver(async () => {
		expect(written().lastIndexOf(main)).toBeGreaterThan(written().lastIndexOf(alternate));
		forget();
		stdin.write('?');
		await new Promise(resolve => setImmediate(resolve));
		expect(stdin.isPaused()).toBe(true);
		expect(written()).toBe('');
		stdin.read();
	});
	await shows('api-refactor');
	expect(written()).toContain(alternate);
});

test('a task that fails while it is handed over leaves the screen as it was', async () => {
	const {screen, shows, forget} = start();
	await shows('api-refactor');
	forget();
	await expect(screen.handOver(() => Promise.reject(new Error('no editor')))).rejects.toThrow('no editor');
	await shows('api-refactor');
});

test('an error that nobody caught ends it with that error, behind the restored screen', async () => {
	const crashed = vi.fn();
	const {screen, shows, written} = start();
	await shows('api-refactor');
	const ended = screen.done.catch(crashed);
	process.emit('uncaughtException', new Error('first'));
	process.emit('uncaughtException', new Error('second'));
	await ended;
	expect(crashed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({message: 'first'}));
	expect(written().lastIndexOf(main)).toBeGreaterThan(written().lastIndexOf(alternate));
});

test.each([
	['whose output is gone', ({stdout}: ReturnType<typeof start>) => stdout.emit('error', new Error('EIO'))],
	['whose input has ended', ({stdin}: ReturnType<typeof start>) => stdin.end()],
	['whose input fails', ({stdin}: ReturnType<typeof start>) => stdin.emit('error', new Error('EIO'))],
])('a terminal %s ends it without an error', async (_, lose) => {
	const it = start();
	await it.shows('api-refactor');
	lose(it);
	await it.screen.done;
});

test('a warning of Node is not printed over the screen, and is again afterwards', async () => {
	const warned = vi.fn();
	process.on('warning', warned);
	const {screen, shows} = start();
	await shows('api-refactor');
	process.emit('warning', new Error('experimental'));
	expect(warned).not.toHaveBeenCalled();
	screen.stop();
	await screen.done;
	// Among those of Node itself, which would print one.
	expect(process.listeners('warning')).toContain(warned);
	process.off('warning', warned);
});
