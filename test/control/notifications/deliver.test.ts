import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createNotificationSender, terminalSequences} from '../../../source/control/notifications/deliver.ts';
import type {Notification} from '../../../source/control/notifications/notify.ts';
import {defaultConfig, type Notifications} from '../../../source/core/config/config.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let written: string[];
let problems: string[];
beforeEach(() => {
	folder = temporaryFolder();
	written = [];
	problems = [];
});
afterEach(() => folder.remove());

const web = {event: 'waiting', text: 'web; waits'} as const;

const send = (change: Partial<Notifications>, env: NodeJS.ProcessEnv = {}, notification: Notification = web) =>
	createNotificationSender({
		notifications: {...defaultConfig.notifications, ...change},
		env,
		write: text => written.push(text),
		problem: message => problems.push(message),
	})(notification);

test('notifies by the terminal’s own sequences, passed through tmux', () => {
	expect(terminalSequences(['bell'], web, true)).toBe('\x07');
	expect(terminalSequences(['osc9'], web, false)).toBe('\x1b]9;ccmon: web; waits\x07');
	expect(terminalSequences(['osc777'], web, false)).toBe('\x1b]777;notify;ccmon;web, waits\x07');
	expect(terminalSequences(['osc9'], web, true)).toBe('\x1bPtmux;\x1b\x1b]9;ccmon: web; waits\x07\x1b\\');
	expect(terminalSequences([], web, false)).toBe('');
	const all = terminalSequences(['bell', 'osc9', 'osc777'], web, false);
	expect(all).toBe('\x1b]9;ccmon: web; waits\x07\x1b]777;notify;ccmon;web, waits\x07\x07');
});

test('what is sent depends on whether ccmon runs in tmux, and nothing is written for a command alone', async () => {
	send({via: ['osc9']}, {TMUX: '/tmp/tmux-0/default,1,0'});
	expect(written).toEqual(['\x1bPtmux;\x1b\x1b]9;ccmon: web; waits\x07\x1b\\']);
	send({via: ['command'], command: ['sh', '-c', `echo ran > '${folder.at('out')}'`]});
	await waitFor(() => readFileSync(folder.at('out'), 'utf8') === 'ran\n', {what: 'the command'});
	expect(written).toHaveLength(1);
});

test('a command gets the message as its last argument, no shell’s, and the event as a variable', async () => {
	const script = `printf '%s|' "$CCMON_EVENT" "$@" > '${folder.at('out')}'`;
	send({via: ['command'], command: ['sh', '-c', script, 'notify', '--title', 'ccmon']});
	const out = await waitFor(() => readFileSync(folder.at('out'), 'utf8') || null, {what: 'the command'});
	expect(out).toBe('waiting|--title|ccmon|web; waits|');
	expect(problems).toEqual([]);
});

test('a name that begins with a dash is not taken for an option', async () => {
	const command = ['sh', '-c', `printf '%s|' "$@" > '${folder.at('out')}'`, 'notify'];
	send({via: ['command'], command}, {}, {event: 'finished', text: '--hint=x:y:z has finished'});
	const out = await waitFor(() => readFileSync(folder.at('out'), 'utf8') || null, {what: 'the command'});
	expect(out).toBe(' --hint=x:y:z has finished|');
});

test('a command that fails is a problem on the screen, not a crash', async () => {
	send({via: ['command'], command: ['/nonexistent/notify']});
	send({via: ['command'], command: ['sh', '-c', 'exit 3']});
	await waitFor(() => problems.length === 2, {what: 'the problems'});
	for (const problem of problems) expect(problem).toContain('check notifications.command');
	expect(problems.join()).toContain('exit code 3');
});

test('without a command none is run, also where one is asked for', async () => {
	send({via: ['command'], command: []});
	send({via: ['bell'], command: ['sh', '-c', `echo ran > '${folder.at('out')}'`]});
	send({via: ['command'], command: ['sh', '-c', `echo last > '${folder.at('last')}'`]});
	await waitFor(() => readFileSync(folder.at('last'), 'utf8') === 'last\n', {what: 'the last command'});
	expect(() => readFileSync(folder.at('out'))).toThrow('ENOENT');
	expect(problems).toEqual([]);
});
