import {expect, test} from 'vitest';
import {countMachines, fullName, pendingHosts} from '../../../source/core/hosts/host.ts';

test('counts this machine if it is shown', () => {
	const hosts = pendingHosts(['box', 'farm'], false)
		.fleets(0)
		.map(({figure}) => figure);
	expect([countMachines({hosts, showsOwn: true}), countMachines({hosts, showsOwn: false})]).toEqual([3, 2]);
	const [box, farm] = hosts as [(typeof hosts)[number], (typeof hosts)[number]];
	const countedAs = (isMachine: boolean) =>
		countMachines({hosts: [box, {...farm, sameAs: {name: 'box', isMachine, isWhole: true}}], showsOwn: true});
	// Another name is no machine; one that shares a home is.
	expect([countedAs(true), countedAs(false)]).toEqual([2, 3]);
});

test('a session of another machine is called by that, too', () => {
	expect(fullName({host: {name: 'box'}, name: 'api'})).toBe('box/api');
	expect(fullName({host: null, name: 'api'})).toBe('api');
});

test('hosts are listed before anything is known of them, with unknown figures', () => {
	const {own, fleets, identityOf} = pendingHosts(['box'], true);
	expect([own, identityOf('/c')]).toEqual([true, null]);
	const [box] = fleets(5);
	expect(box!.figure).toMatchObject({name: 'box', state: 'connecting', lastSeenAt: null, totals: null, version: null});
	expect([box!.sessions.size, box!.plans, box!.problems]).toEqual([0, [], []]);
	// The same objects as before: nothing is drawn again.
	expect(fleets(9)).toBe(fleets(5));
});
