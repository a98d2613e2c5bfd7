/** The views of the monitor: which there are, which commands they bring, and that they open nothing before they are shown. */
import {existsSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {demoSettings} from '../../source/cli/demo.ts';
import {chosenHosts} from '../../source/cli/hosts/choose-hosts.ts';
import {readSettings} from '../../source/cli/settings.ts';
import {openViews, type Views} from '../../source/cli/views.ts';
import {createLedger} from '../../source/core/ledger.ts';
import {databaseFile} from '../../source/platform/paths.ts';
import {createMonitor, type Monitor} from '../../source/store.ts';
import {type CommandHome, commandHome} from '../support/command.ts';
import {waitFor} from '../support/wait.ts';

let home: CommandHome;
let monitor: Monitor;
let views: Views;
beforeEach(() => {
	home = commandHome();
	monitor = createMonitor(createLedger({dayOf: String}), Date.now);
});
afterEach(async () => {
	await views.close();
	monitor.close();
	home.remove();
});

function open({demo = false} = {}): void {
	views = openViews({
		...{demo, monitor, settings: demo ? demoSettings([]) : readSettings([])},
		...{chosen: chosenHosts(true, []), links: () => null, portsOf: () => null, copyId() {}},
	});
}

test('the team’s is there if the config has an address for it, and not in the demo', () => {
	open();
	expect(Object.keys(views.screens)).toEqual(['history', 'past', 'usage']);
	home.writeConfig('[team]\nurl = "http://127.0.0.1:1"\n');
	open();
	expect(Object.keys(views.screens)).toContain('team');
	open({demo: true});
	expect(Object.keys(views.screens)).not.toContain('team');
});

test('each can be loaded, and no database is made by that', async () => {
	home.writeConfig('[team]\nurl = "http://127.0.0.1:1"\n');
	open();
	for (const load of Object.values(views.screens)) expect(await load()).toBeTypeOf('function');
	expect(existsSync(databaseFile(home.stateDir))).toBe(false);
});

test('the history is read once somebody looks, from an empty home, too', async () => {
	open();
	const leave = views.history.subscribe(() => {});
	await waitFor(() => views.history.getState().view, {what: 'the history'});
	expect(existsSync(databaseFile(home.stateDir))).toBe(true);
	expect(views.history.getState().progress).toBeNull();
	leave();
});

test('in the demo the history is made up, and no database is made for it', async () => {
	open({demo: true});
	const leave = views.history.subscribe(() => {});
	const view = await waitFor(() => views.history.getState().view, {what: 'the history'});
	expect(view.total.usd).toBeGreaterThan(0);
	expect(existsSync(databaseFile(home.stateDir))).toBe(false);
	leave();
});

test('their keys are told apart by the view that they work in', () => {
	open();
	const keys = views.commands.flatMap(({keys, view}) => keys.map(key => `${view ?? 'everywhere'} ${key}`));
	expect(keys.length).toBeGreaterThan(5);
	expect(new Set(keys).size).toBe(keys.length);
});
