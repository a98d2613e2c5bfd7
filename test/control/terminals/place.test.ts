import {afterEach, expect, test} from 'vitest';
import {notInPlace} from '../../../source/control/terminals/place.ts';
import {readForeground} from '../../../source/platform/foreground.ts';
import {childrenOf} from '../../support/process.ts';
import {startTarget, type TargetProcess} from '../../support/target-process.ts';
import {waitFor} from '../../support/wait.ts';

let session: TargetProcess | undefined;
afterEach(async () => {
	await session?.close();
	session = undefined;
});

const pane = (tty: string | null) => ({tty, noun: 'tmux pane'});
const reason = (text: string) => ({kind: 'elsewhere', reason: text, away: true});

test('a session sits in its place while it has the keyboard of that terminal', async () => {
	session = await startTarget({});
	const {target, tty} = session;
	expect(notInPlace(target, pane(tty))).toBeNull();
	expect(notInPlace(target, pane(null))).toBeNull();
	expect(notInPlace(target, pane('/dev/pts/none'))).toEqual(reason('it has left its tmux pane'));
});

test('another process with its pid, and none at all, are not it', async () => {
	session = await startTarget({});
	const {target, tty} = session;
	const ended = reason('its process has ended');
	expect(notInPlace({...target, procStart: '1'}, pane(tty))).toEqual(ended);
	expect(notInPlace({...target, pid: null}, pane(tty))).toEqual(ended);
	await session.close();
	expect(notInPlace(target, pane(tty))).toEqual(ended);
});

test('one that is stopped, or behind another program, would not see the keys', async () => {
	session = await startTarget({}, ['bash', '-c', 'set -m; sleep 100; true']);
	const {target, tty, pid} = session;
	const job = await waitFor(() => childrenOf(pid)[0], {what: 'the program in front of it'});
	await waitFor(() => readForeground(job) === 'foreground', {what: 'it to take the keyboard'});
	expect(notInPlace(target, pane(tty))).toEqual(reason('another program has the keyboard in its tmux pane'));
	process.kill(pid, 'SIGSTOP');
	await waitFor(() => readForeground(pid) === 'stopped', {what: 'it to stop'});
	expect(notInPlace(target, pane(tty))).toEqual(reason('it is suspended: run fg there to bring it back'));
	process.kill(pid, 'SIGCONT');
});
