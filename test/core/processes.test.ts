import {expect, test} from 'vitest';
import {autoCompactDefaults} from '../../source/claude/settings/auto-compact.ts';
import {createProcesses, processKey} from '../../source/core/processes.ts';
import {process} from '../support/events.ts';

const event = process();
const info = event.type === 'process.seen' ? event.process : expect.fail();
const key = processKey(info);
const reached = {address: 'tmux:%1', hint: null};

test('forgets everything about a process that has gone', () => {
	const processes = createProcesses();
	processes.seen(info);
	processes.setControl(key, reached);
	expect(processes.settingsOf(key)).toEqual({autoCompact: autoCompactDefaults, control: reached});
	expect(processes.sessionIds()).toEqual(new Set([info.sessionId]));
	const {configDir, pid} = info;
	expect(processes.gone({type: 'process.gone', configDir, pid, sessionId: 'another', at: 0})).toBe(info.sessionId);
	expect([...processes.all()]).toEqual([]);
	expect(processes.settingsOf(key).control).toEqual({address: null, hint: null});
});

test('a control address is a change only if it differs', () => {
	const processes = createProcesses();
	expect(processes.setControl(key, reached)).toBe(true);
	expect(processes.setControl(key, {...reached})).toBe(false);
	expect(processes.setControl(key, {address: null, hint: 'start it in tmux'})).toBe(true);
});
