/** Other machines before, while and after they are connected. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {chosenHosts} from '../../../source/cli/hosts/choose-hosts.ts';
import {type OpenHosts, openHosts} from '../../../source/cli/hosts/open-hosts.ts';
import {parseConfig} from '../../../source/config.ts';
import type {Hosts} from '../../../source/core/hosts/host.ts';
import {baseEnvironment} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {type HostStandIn, helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';
import {waitFor} from '../../support/wait.ts';

let host: HostStandIn;
let opened: OpenHosts | null;
beforeEach(async () => {
	host = await startHostStandIn();
	opened = null;
});
afterEach(async () => {
	await opened?.close();
	await host.close();
});

function open(toml = `[hosts.box]\nexec = ${JSON.stringify(host.command)}\n`) {
	let shown: Hosts | null = null;
	const setHosts = (next: Hosts) => {
		shown = next;
	};
	const hosts = openHosts({
		chosen: chosenHosts(true, parseConfig(toml, '').config.hosts),
		monitor: {setHosts, refresh() {}},
		...{configDirs: ['/c'], clock: Date.now, version: '0.1.0', env: baseEnvironment()},
	});
	opened = hosts;
	const states = () => shown?.fleets(Date.now()).map(({figure}) => `${figure.name} ${figure.state}`) ?? null;
	return {hosts, states};
}
const far = fakeSession({name: 'api', host: {name: 'box', lostAt: null, prices: null}});
const prompt = {type: 'prompt', text: 'hello'} as const;

test('without other machines nothing is shown of them, and nothing connected', async () => {
	const {hosts, states} = open('');
	expect([await hosts.connect(), hosts.links(), hosts.actions(), states()]).toEqual([null, null, null, null]);
});

describe('a machine', () => {
	test('has its place from the first frame on; until it is connected, keys for it say so and do nothing', async () => {
		const {hosts, states} = open();
		expect([states(), host.connections()]).toEqual([['box connecting'], 0]);
		const outcome = await hosts.elsewhere.act(prompt, far, {} as never);
		expect(outcome).toMatchObject({outcome: 'refused', reason: 'its machine is not connected yet: try again'});
		expect(await hosts.elsewhere.look(far)).toBe('its machine is not connected yet: try again');
	});

	test('is connected, and then keys reach it', async () => {
		const {hosts, states} = open();
		await hosts.connect();
		const there = await host.connection();
		there.send(helloOf(), stateOf([fakeSession({name: 'api'})]));
		await waitFor(() => states()?.[0] === 'box connected', {what: 'its state', last: () => String(states())});
		void hosts.elsewhere.look(far);
		expect(await there.next('request')).toMatchObject({op: 'look'});
		expect(hosts.links()?.link('box')).not.toBeNull();
	});

	test('that cannot be reached says why', async () => {
		const {hosts, states} = open('[hosts.box]\nexec = ["/none/program"]\n');
		await (await hosts.connect())?.tried;
		expect(states()).toEqual(['box unreachable']);
	});
});

test('closed before it connects, it does not connect any more', async () => {
	const {hosts} = open();
	const connecting = hosts.connect();
	await hosts.close();
	expect(await connecting).toBeNull();
	expect(host.connections()).toBe(0);
});
