/** Notifications while the monitor is open: of what they are sent, once, and what becomes of a command that fails. */
import {readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {openNotifications} from '../../source/cli/notifications.ts';
import type {BudgetFigure} from '../../source/core/budget.ts';
import {type Config, defaultConfig} from '../../source/core/config/config.ts';
import type {Monitor} from '../../source/store.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let problems: string[];
let written: string;
const ends: (() => void)[] = [];
beforeEach(() => {
	folder = temporaryFolder();
	problems = [];
	written = '';
	vi.stubEnv('TMUX', undefined);
	vi.spyOn(process.stdout, 'write').mockImplementation(text => {
		written += text;
		return true;
	});
});
afterEach(() => {
	for (const end of ends.splice(0)) end();
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
	folder.remove();
});

/** A monitor that shows `web`, and notifies as the config says. */
function open(notifications: Partial<Config['notifications']> = {}, config: Partial<Config> = {}) {
	const web = fakeSession({name: 'web', state: 'busy'});
	const {store, put} = fakeStore([web]);
	const emit: Monitor['emit'] = event =>
		void (event.type === 'problem' && problems.push(`${event.path}: ${event.message}`));
	const all = {...defaultConfig.notifications, via: ['osc9'] as const, ...notifications};
	const settings = {config: {...defaultConfig, ...config, notifications: all}, stateDir: folder.at('state')};
	const end = openNotifications({store, emit} as Monitor, settings as never);
	ends.push(end);
	return {
		store,
		end,
		wait: () => put({...web, state: 'waiting', waitingFor: 'permission prompt'}),
		work: () => put(web),
	};
}

const exceeded: BudgetFigure = {
	...{id: 'day 2026-11-22', kind: 'day', name: '2026-11-22', limitUsd: 10, spentUsd: 12, hasUnpriced: false},
	...{share: 1.2, state: 'exceeded'},
};

test('a session that begins to wait is told to the terminal, once for each time', () => {
	const {wait, work, store} = open();
	work();
	expect(written).toBe('');
	wait();
	store.setState({now: 1});
	expect(written.match(/\x1b\]9;ccmon: [^\x07]*web[^\x07]*\x07/g)).toHaveLength(1);
	work();
	wait();
	expect(written.match(/\]9;/g)).toHaveLength(2);
});

test('nothing is told after its end, nor in quiet hours', () => {
	const ended = open();
	ended.work();
	ended.end();
	ended.wait();
	const quiet = open({}, {quietHours: {fromMinute: 0, toMinute: 24 * 60}});
	quiet.work();
	quiet.wait();
	expect(written).toBe('');
});

test('of a budget all monitors together tell once, also after a restart', () => {
	for (const {store} of [open(), open()]) {
		store.setState({budgets: [exceeded]});
		store.setState({budgets: [{...exceeded}], now: 2});
	}
	expect(written.match(/\]9;/g)).toHaveLength(1);
	expect(readFileSync(folder.at('state', 'notified-budgets.json'), 'utf8')).toContain('2026-11-22');
	open().store.setState({budgets: [exceeded]});
	expect(written.match(/\]9;/g)).toHaveLength(1);
});

test('a monitor that cannot remember tells once, too', () => {
	writeFileSync(folder.at('state'), '');
	const {store} = open();
	store.setState({budgets: [exceeded]});
	store.setState({budgets: [{...exceeded}], now: 2});
	expect(written.match(/\]9;/g)).toHaveLength(1);
});

test('a command that fails is a problem on the screen', async () => {
	const {work, wait} = open({via: ['command'], command: ['/none/notify-send']});
	work();
	wait();
	await waitFor(() => problems.length > 0, {what: 'a problem'});
	expect(problems[0]).toMatch(/^notifications\.command: The notification command failed \(.*ENOENT.*\)/);
	expect(written).toBe('');
});
