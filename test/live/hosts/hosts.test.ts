/** Several hosts at once: each token of theirs is counted once. */
import {expect, onTestFinished, test} from 'vitest';
import type {Books} from '../../../source/core/hosts/books.ts';
import {createLedger} from '../../../source/core/ledger.ts';
import type {Session} from '../../../source/core/session.ts';
import {openHostLinks} from '../../../source/live/hosts/hosts.ts';
import {createMonitor} from '../../../source/store.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {type HostStandIn, helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';
import {waitFor} from '../../support/wait.ts';

const books = (processes: string, ...ids: string[]): Books => ({
	processes,
	folders: ids.map(id => ({configDir: `/${id}/.claude`, id})),
});
const web = fakeSession({name: 'web', configDir: '/ada/.claude'});
const api = fakeSession({name: 'api', configDir: '/ada/.claude'});

/** The screen's store with hosts of these names. */
async function start(names: readonly string[], own: Books | null = books('here', 'own')) {
	const standIns = new Map<string, HostStandIn>();
	for (const name of names) standIns.set(name, await startHostStandIn());
	const monitor = createMonitor(createLedger({dayOf: () => 'today'}), Date.now, {frameMs: 1});
	const links = openHostLinks({
		hosts: [...standIns].map(([name, {command}]) => ({
			...{name, reach: {type: 'exec', command}, command: 'ccmon', configDirs: []},
		})),
		...{own: own !== null, ...(own && {ownBooks: () => own}), identityOf: () => null},
		...{onChange: monitor.refresh, clock: Date.now, version: '0.1.0', random: () => 0},
	});
	monitor.setHosts(links);
	monitor.show();
	onTestFinished(async () => {
		monitor.close();
		await links.close();
		for (const standIn of standIns.values()) await standIn.close();
	});
	const shown = () => monitor.store.getState();
	const until = (text: string) => waitFor(() => summary() === text, {what: text, last: summary});
	/** `lan connected, vpn = lan; lan/web; $3.42` */
	const summary = () => {
		const {hosts, sessions, totals} = shown();
		const states = hosts.map(({name, state, sameAs}) => `${name} ${sameAs ? `= ${sameAs.name}` : state}`);
		const keys = [...sessions.keys()].sort();
		return `${states.join(', ')}; ${keys.join(' ')}; $${totals.todayUsd}${totals.partial ? '+' : ''}`;
	};
	const connect = async (name: string, counts: Books | null, ...sessions: Session[]) => {
		const peer = await standIns.get(name)!.connection();
		peer.send(helloOf(), stateOf(sessions, counts === null ? {} : {books: counts}));
		return peer;
	};
	return {links, connect, until};
}

test('two ways to one machine are one, whichever connects first; the second goes on when the first is lost', async () => {
	const {links, connect, until} = await start(['lan', 'vpn']);
	const box = books('box', 'ada');
	await connect('vpn', box, web);
	await until('lan connecting, vpn connected; vpn/key-web; $3.42+');
	const lan = await connect('lan', box, web);
	await until('lan connected, vpn = lan; lan/key-web; $3.42');
	expect(links.sameAs('vpn')).toEqual({name: 'lan', isMachine: true, isWhole: true});
	lan.end();
	await until('lan = vpn, vpn connected; vpn/key-web; $3.42');
	await connect('lan', box, web, api);
	await until('lan connected, vpn = lan; lan/key-api lan/key-web; $3.42');
});

test('a way to this machine adds nothing, unless this machine is not shown', async () => {
	const own = books('here', 'own');
	const shown = await start(['myself'], own);
	await shown.connect('myself', own, fakeSession({name: 'web', configDir: '/own/.claude'}));
	await shown.until('myself = local; ; $0');
	const alone = await start(['myself'], null);
	await alone.connect('myself', own, web);
	await alone.until('myself connected; myself/key-web; $3.42');
});

test('what a machine counts may change, and an older ccmon does not say it', async () => {
	const {connect, until} = await start(['lan', 'vpn']);
	const lan = await connect('lan', books('box', 'ada'), web);
	await connect('vpn', null, web);
	await until('lan connected, vpn connected; lan/key-web vpn/key-web; $6.84');
	lan.end();
	await until('lan unreachable, vpn connected; lan/key-web vpn/key-web; $6.84+');
	const again = await connect('lan', books('box'), web);
	await until('lan connected, vpn connected; lan/key-web vpn/key-web; $6.84');
	again.send({type: 'changes', sessions: [], gone: [], books: books('box', 'own')});
	await until('lan = local, vpn connected; lan/key-web vpn/key-web; $3.42');
});

test('each is by itself: one whose program is not there keeps none from its place, and a link is found by its name', async () => {
	const standIn = await startHostStandIn();
	const reach = (command: readonly string[]) => ({type: 'exec', command}) as const;
	const links = openHostLinks({
		hosts: [
			{name: 'gone', reach: reach(['/no/such/program']), command: 'ccmon', configDirs: []},
			{name: 'box', reach: reach(standIn.command), command: 'ccmon', configDirs: []},
		],
		...{own: false, identityOf: () => null, onChange() {}, clock: Date.now, version: '0.1.0', random: () => 0},
	});
	onTestFinished(async () => {
		await links.close();
		await standIn.close();
	});
	const states = () => links.fleets(Date.now()).map(({figure}) => `${figure.name} ${figure.state}`);
	let isTried = false;
	void links.tried.then(() => {
		isTried = true;
	});
	const peer = await standIn.connection();
	await waitFor(() => states()[0] === 'gone unreachable', {what: 'the one that is not there'});
	expect(isTried).toBe(false);
	peer.send(helloOf(), stateOf([web]));
	await links.tried;
	expect(states()).toEqual(['gone unreachable', 'box connected']);
	expect([links.link('box')?.host.name, links.link('bo')]).toEqual(['box', null]);
	await links.close();
	await waitFor(() => peer.isEnded(), {what: 'the end of the connection'});
});
