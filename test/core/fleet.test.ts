import {describe, expect, test} from 'vitest';
import {type ListOptions, listSessions} from '../../source/core/fleet.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';

const sessions = new Map(
	[
		fakeSession({name: 'web', state: 'idle', context: {fill: 0.2}, lastActivityAt: noon - 5000}),
		fakeSession({
			name: 'api',
			state: 'busy',
			context: {fill: 0.9},
			cost: {totalUsd: null},
			lastActivityAt: noon - 9000,
		}),
		fakeSession({name: 'docs', state: 'waiting', cost: {totalUsd: 3}, waitingFor: 'permission prompt'}),
		fakeSession({name: 'old', state: 'exited', tokensPerMinute: 900, cost: {totalUsd: 7}}),
		fakeSession({
			name: 'Alpha',
			state: 'idle',
			cwd: '/home/ada/work/Tools',
			model: 'claude-sonnet-5-5',
			modelName: 'Sonnet 5.5',
		}),
	].map(session => [session.key, session]),
);

const names = (options: Partial<ListOptions>) =>
	listSessions(sessions, {sort: 'state', filter: '', showFinished: true, ...options}).map(({name}) => name);

describe('the order', () => {
	test('waiting sessions stand first, then busy ones, then the others by name, the finished last', () => {
		expect(names({})).toEqual(['docs', 'api', 'Alpha', 'web', 'old']);
	});

	test('a figure that is not known comes after all that are', () => {
		expect(names({sort: 'cost'}).slice(0, 2)).toEqual(['docs', 'old']);
		expect(names({sort: 'cost'}).at(-1)).toBe('api');
	});

	test('is by name if the figures are equal, so that rows do not swap', () => {
		expect(names({sort: 'rate'})).toEqual(['docs', 'old', 'Alpha', 'api', 'web']);
	});

	test('puts waiting sessions first under every sort', () => {
		for (const sort of ['state', 'name', 'context', 'cost', 'background', 'rate', 'last'] as const) {
			expect(names({sort})[0]).toBe('docs');
		}
	});

	test('does not depend on the order in which sessions were found', () => {
		const reversed = new Map([...sessions].reverse());
		for (const sort of ['state', 'name', 'context', 'cost', 'background', 'rate', 'last'] as const) {
			const options = {sort, filter: '', showFinished: true};
			expect(listSessions(reversed, options)).toEqual(listSessions(sessions, options));
		}
	});
});

describe('the filter', () => {
	test.each([
		['web', ['web']],
		['WEB', ['web']],
		['tools', ['Alpha']],
		['sonnet', ['Alpha']],
		['permission', ['docs']],
		['idle opus', ['web']],
		['  ', ['docs', 'api', 'Alpha', 'web', 'old']],
		['nothing of this', []],
	])('%j', (filter, found) => {
		expect(names({filter})).toEqual(found);
	});

	test('finished sessions can be left out', () => {
		expect(names({showFinished: false})).not.toContain('old');
	});
});

test('the filter finds the sessions of a machine, and the order may go by machines', () => {
	const on = (name: string, host: string | null) =>
		fakeSession({name, key: name, host: host === null ? null : {name: host, lostAt: null, prices: null}});
	const sessions = new Map([on('c', 'box'), on('b', null), on('a', 'build')].map(one => [one.key, one]));
	const names = (filter: string, sort: 'state' | 'host' = 'state') =>
		listSessions(sessions, {sort, filter, showFinished: false}).map(({name}) => name);
	expect(names('host:box')).toEqual(['c']);
	expect(names('host:b')).toEqual(['a', 'c']);
	expect(names('host:local')).toEqual(['b']);
	expect(names('host:box zzz')).toEqual([]);
	expect(names('build')).toEqual(['a']);
	expect(names('', 'host')).toEqual(['b', 'c', 'a']);
});
