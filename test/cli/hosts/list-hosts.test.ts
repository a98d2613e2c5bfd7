import {describe, expect, test} from 'vitest';
import {describeHost, listHosts} from '../../../source/cli/hosts/list-hosts.ts';
import type {HostConfig} from '../../../source/core/config/hosts.ts';
import type {HostFigure, HostFleet} from '../../../source/core/hosts/host.ts';
import {baseEnvironment} from '../../support/environment.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

const fleet = (fields: Partial<HostFigure> = {}, ...states: ('idle' | 'exited')[]): HostFleet => ({
	figure: {
		...{name: 'box', state: 'connected', lastSeenAt: 1, error: null, version: '0.2.0', delayMs: 13.6, clockAheadMs: 0},
		...{timezone: 'Europe/Zurich', sharesDays: true, totals: null, sameAs: null},
		...fields,
	},
	sessions: new Map(states.map((state, index) => [`${index}`, fakeSession({name: `s${index}`, state})])),
	plans: [],
	problems: [],
	books: null,
});

describe('a machine in one line', () => {
	test.each<[HostFleet, string]>([
		[fleet({}, 'idle', 'exited'), 'connected  ccmon 0.2.0, 14 ms, 1 session'],
		[fleet({delayMs: null, version: null}), 'connected  0 sessions'],
		[fleet({clockAheadMs: 1999}, 'idle', 'idle'), 'connected  ccmon 0.2.0, 14 ms, 2 sessions'],
		[fleet({clockAheadMs: -90_000}), 'connected  ccmon 0.2.0, 14 ms, 0 sessions, its clock is 1m behind'],
		[
			fleet({clockAheadMs: 2000, sharesDays: false}),
			'connected  ccmon 0.2.0, 14 ms, 0 sessions, its clock is 2s ahead, days of Europe/Zurich',
		],
		[
			fleet({sameAs: {name: 'lan', isMachine: true, isWhole: true}}),
			'connected  ccmon 0.2.0, 14 ms, the same as lan, counted once',
		],
		[fleet({sharesDays: false, timezone: null}), 'connected  ccmon 0.2.0, 14 ms, 0 sessions'],
		[
			fleet({state: 'unreachable', error: 'nothing answers at its ssh port'}),
			'unreachable  nothing answers at its ssh port',
		],
	])('%#', (of, line) => expect(describeHost(of)).toBe(line));
});

describe('ccmon hosts', () => {
	const exec = (name: string, ...command: string[]): HostConfig => ({
		name,
		reach: {type: 'exec', command},
		command: 'ccmon',
		configDirs: [],
	});
	async function list(hosts: readonly HostConfig[], json = false) {
		let text = '';
		const code = await listHosts({
			...{hosts, configDirs: [], json, version: '0.0.0', clock: Date.now, env: baseEnvironment()},
			write: more => {
				text += more;
			},
		});
		return {code, text};
	}

	test('without hosts says how to add one, and prints an empty list as JSON', async () => {
		expect(await list([])).toEqual({code: 0, text: expect.stringContaining('ccmon hosts add user@box')});
		const {code, text} = await list([], true);
		expect([code, JSON.parse(text)]).toEqual([0, {schema: 1, hosts: []}]);
	});

	test('says of each that is not reached why, and that in its exit code', async () => {
		const hosts = [exec('box', 'sh', '-c', 'exit 1'), exec('far-away', '/none/program')];
		const {code, text} = await list(hosts);
		expect(code).toBe(1);
		expect(text.trimEnd().split('\n')).toEqual([
			expect.stringMatching(/^box {7}unreachable {2}\S/),
			expect.stringMatching(/^far-away {2}unreachable {2}\S/),
		]);
		const {hosts: rows} = JSON.parse((await list(hosts, true)).text);
		expect(rows).toMatchObject([
			{
				name: 'box',
				state: 'unreachable',
				sessions: 0,
				ssh: null,
				exec: ['sh', '-c', 'exit 1'],
				command: 'ccmon',
				configDirs: [],
			},
			{name: 'far-away', state: 'unreachable', error: expect.any(String)},
		]);
	});
});
