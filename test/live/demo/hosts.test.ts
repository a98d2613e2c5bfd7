import {expect, test} from 'vitest';
import {startDemoHosts} from '../../../source/live/demo/hosts.ts';

const noon = Date.UTC(2026, 10, 22, 12);

function stage() {
	let now = noon;
	const next: (() => void)[] = [];
	let changes = 0;
	const hosts = startDemoHosts({
		clock: () => now,
		schedule(run) {
			next.push(run);
			return () => next.splice(next.indexOf(run), 1);
		},
		dayOf: at => new Date(at).toISOString().slice(0, 10),
		timezone: 'UTC',
		onChange: () => changes++,
	});
	return {
		hosts,
		fleets: () => hosts.fleets(now),
		changes: () => changes,
		isPlaying: () => next.length > 0,
		play(moves: number) {
			for (let move = 0; move < moves; move++) {
				now += 1000;
				for (const run of next.splice(0)) run();
			}
		},
	};
}

test('one machine is connected, and one was lost a while ago: its rows stay, and nothing moves there', () => {
	const {fleets, play, changes} = stage();
	const [box, build] = fleets();
	expect(box!.figure).toMatchObject({name: 'box', state: 'connected', error: null});
	expect(build!.figure).toMatchObject({
		name: 'build',
		state: 'unreachable',
		error: expect.stringContaining('ssh build'),
	});
	expect([...box!.sessions.values()].map(({name, host, state}) => [name, host?.lostAt, state])).toEqual([
		['load-test', null, 'busy'],
		['schema-migration', null, 'idle'],
	]);
	expect([...build!.sessions.values()]).toMatchObject([{state: 'unknown', host: {lostAt: noon - 130_000}}]);
	const spent = () => fleets().map(({figure}) => figure.totals?.todayUsd ?? 0);
	const [boxUsd = 0, buildUsd = 0] = spent();
	const before = changes();
	play(60);
	expect(changes()).toBeGreaterThan(before);
	expect(spent()[0]).toBeGreaterThan(boxUsd);
	expect(spent()[1]).toBe(buildUsd);
});

test('no key reaches a made-up machine, and closed nothing moves any more', () => {
	const {hosts, fleets, play, isPlaying} = stage();
	for (const {sessions} of fleets())
		for (const {control, controlHint} of sessions.values())
			expect({control, controlHint}).toEqual({control: null, controlHint: expect.stringMatching(/demo|not connected/)});
	play(3);
	hosts.close();
	expect(isPlaying()).toBe(false);
});
