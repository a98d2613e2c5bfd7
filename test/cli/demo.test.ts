/** The demo's own parts: nothing of the person's config acts in it, and its past can be searched. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {demoHistory, demoPast, demoSettings, playDemo} from '../../source/cli/demo.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {HistoryBook} from '../../source/core/history/layout.ts';
import {createLedger} from '../../source/core/ledger.ts';
import {createMonitor} from '../../source/store.ts';
import {type CommandHome, commandHome} from '../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

test('what would notify, compact, connect or ask somebody is left out; how it looks is kept', () => {
	home.writeConfig(`
theme = "light"
[budgets]
dayUsd = 0.01
[notifications]
via = ["command"]
command = ["false"]
[policy]
compactIdleAt = 50
[providers.litellm]
url = "http://127.0.0.1:1"
[team]
url = "http://127.0.0.1:1"
[hosts.box]
ssh = "box"
`);
	const {config, problems} = demoSettings([]);
	expect(problems).toEqual([]);
	expect(config.theme).toBe('light');
	const {policy, providers, team, hosts} = defaultConfig;
	expect(config).toMatchObject({policy, providers, team, hosts, notifications: {via: []}});
	expect(config.budgets.dayUsd).not.toBe(0.01);
});

/** What is shown when the demo has begun. */
function play(withHosts: boolean) {
	const settings = demoSettings([]);
	const monitor = createMonitor(createLedger({dayOf: String}), settings.clock);
	const playing = playDemo(settings, monitor, {withHosts});
	monitor.show();
	const {sessions, hosts} = monitor.store.getState();
	playing.close();
	monitor.close();
	return {settings, monitor, sessions: [...sessions.values()], hosts};
}

test('other machines are among it, unless only this one is wanted', () => {
	const {sessions, hosts} = play(true);
	expect(hosts.length).toBeGreaterThan(1);
	expect(sessions.some(({host}) => host !== null)).toBe(true);
	const own = play(false);
	expect(own.hosts.filter(({name}) => name !== 'local')).toEqual([]);
	expect(own.sessions.length).toBeGreaterThan(3);
	expect(own.sessions.every(({host}) => host === null)).toBe(true);
});

test('its history has a today that is what its sessions cost today', async () => {
	const {settings, monitor} = play(false);
	let book: HistoryBook | null = null;
	const opened = await demoHistory(
		settings,
		monitor.store,
	)({
		spent: () => '',
		onProgress() {},
		onRead(read) {
			book = read;
		},
	});
	await opened.refresh();
	await opened.close();
	const {ofDay} = (book as HistoryBook | null)!.spending();
	expect(ofDay.usd).toBeGreaterThan(0);
});

test('its past conversations are found by all words, and by the beginnings of words', () => {
	const past = demoPast(demoSettings([]));
	const all = past.find('');
	expect([all.count > 5, all.isCut]).toEqual([true, false]);
	const [first] = all.at(0)!.title!.split(' ');
	const found = past.find(first!.slice(0, 4));
	const titles = Array.from({length: found.count}, (_, index) => found.at(index)?.title);
	expect(titles).toContain(all.at(0)!.title);
	expect(found.count).toBeLessThan(all.count);
	expect(past.find(`${first} xyzzy`).count).toBe(0);
	expect(all.at(all.count)).toBeNull();
});
