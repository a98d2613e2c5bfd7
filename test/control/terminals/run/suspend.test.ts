/** Ctrl-Z in `ccmon run`, without stopping the test itself. With a shell and Claude Code: test/e2e/run.test.ts. */
import {execa} from 'execa';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Suspension, watchSuspension} from '../../../../source/control/terminals/run/suspend.ts';
import {startTarget, type TargetProcess} from '../../../support/target-process.ts';
import {waitFor} from '../../../support/wait.ts';

const kill = process.kill.bind(process);
let child: TargetProcess;
let suspension: Suspension;
let happened: string[];
beforeEach(() => {
	happened = [];
	vi.spyOn(process, 'kill').mockImplementation((pid, signal) => {
		if (signal === 'SIGTSTP' || signal === 'SIGCONT') happened.push(`${signal} to ${pid}`);
		return signal === 'SIGTSTP' ? true : kill(pid, signal);
	});
});
afterEach(async () => {
	suspension.close();
	// Ends a stop that the test has left.
	process.emit('SIGCONT');
	vi.useRealTimers();
	vi.restoreAllMocks();
	await child.close();
});

/** `script` plays Claude Code in the pseudo terminal. */
async function watch(script: string): Promise<void> {
	child = await startTarget({}, ['sh', '-c', script]);
	suspension = watchSuspension({
		pid: child.pid,
		onStop: () => happened.push('given back'),
		onWake: () => happened.push('taken'),
	});
}

const ctrlZ = Buffer.from('\x1a');
const stopped = () => waitFor(() => happened.includes('SIGTSTP to 0'), {what: 'the stop', every: 5});
/** Looking takes a little over a second. That nothing has come of it then is no condition to wait for. */
const looked = () => new Promise(resolve => setTimeout(resolve, 1500));
/** What a terminal has whose keys are read one by one. */
const raw = 'stty raw -echo; echo ready; sleep 100; true';
const isRaw = () =>
	waitFor(async () => (await execa('stty', ['-F', child.tty, '-a'])).stdout.includes('-icanon'), {what: 'raw mode'});

describe('Ctrl-Z, and Claude Code gives its terminal back', () => {
	test.each([
		['as a control character', '\x1a'],
		['among other input', 'abc\x1adef'],
		['in kitty’s protocol', '\x1b[122;5u'],
		['there, as a press of a key', '\x1b[122;5:1u'],
		['there, with Num Lock on', '\x1b[122;133u'],
		['there, with Caps Lock on', '\x1b[122;69u'],
		['there, on another keyboard', '\x1b[1103::122;5u'],
		['as xterm sends it for modifyOtherKeys', '\x1b[27;5;122~'],
	])('%s', async (_, input) => {
		await watch('sleep 100; true');
		suspension.sawInput(Buffer.from(input));
		await stopped();
		expect(happened).toEqual(['given back', 'SIGTSTP to 0']);
		process.emit('SIGCONT');
		expect(happened.slice(2)).toEqual(['taken', `SIGCONT to ${-child.pid}`]);
	});

	test('or is stopped with it', async () => {
		await watch(raw);
		await isRaw();
		kill(child.pid, 'SIGSTOP');
		suspension.sawInput(ctrlZ);
		await stopped();
		process.emit('SIGCONT');
	});
});

test.each(['z', '\x1b[122u', '\x1b[122;6u', '\x1b[122;1u', '\x1b[27;5;120~', '\x1b[122~'])(
	'%j is another key',
	async input => {
		await watch('sleep 100; true');
		vi.useFakeTimers({toFake: ['setTimeout']});
		suspension.sawInput(Buffer.from(input));
		expect(vi.getTimerCount()).toBe(0);
	},
);

test('a Ctrl-Z that Claude Code keeps for itself stops nothing, and the next one may', async () => {
	await watch(`${raw.replace('sleep 100', 'sleep 3; stty sane; sleep 100')}`);
	await isRaw();
	suspension.sawInput(ctrlZ);
	await looked();
	expect(happened).toEqual([]);
	await waitFor(
		() => {
			suspension.sawInput(ctrlZ);
			return happened.includes('SIGTSTP to 0');
		},
		{what: 'the stop'},
	);
});

test('where nobody can be stopped, all goes on by itself', async () => {
	await watch('sleep 100; true');
	suspension.sawInput(ctrlZ);
	await waitFor(() => happened.includes('taken'), {what: 'the end of it'});
	expect(happened).toEqual(['given back', 'SIGTSTP to 0', 'taken', `SIGCONT to ${-child.pid}`]);
});

test('continued after a stop that cannot be caught, the terminal is taken again', async () => {
	await watch('sleep 100; true');
	process.emit('SIGCONT');
	expect(happened).toEqual(['taken']);
	suspension.close();
	process.emit('SIGCONT');
	expect(happened).toEqual(['taken']);
});

test('a session that has ended by then leaves the terminal as it is', async () => {
	await watch('sleep 100; true');
	vi.useFakeTimers({toFake: ['setTimeout']});
	suspension.sawInput(ctrlZ);
	suspension.close();
	await vi.runAllTimersAsync();
	expect(happened).toEqual([]);
});

test('a session that ended while all was stopped does not take the terminal again', async () => {
	await watch('sleep 100; true');
	suspension.sawInput(ctrlZ);
	await stopped();
	suspension.close();
	process.emit('SIGCONT');
	expect(happened).not.toContain('taken');
});
