import {describe, expect, test} from 'vitest';
import type {Books} from '../../../source/core/hosts/books.ts';
import {createCountOnce} from '../../../source/core/hosts/count-once.ts';
import {type HostFleet, type HostState, pendingHosts} from '../../../source/core/hosts/host.ts';
import type {Session} from '../../../source/core/session.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

/** Folders by the names of their transcripts: `ada` lies in `/ada/.claude`. */
const books = (processes: string, ...folders: string[]): Books => ({
	processes,
	folders: folders.map(id => ({configDir: `/${id}/.claude`, id})),
});

interface Given {
	state?: HostState;
	sessions?: readonly Session[];
	problems?: readonly string[];
	plans?: readonly (string | null)[];
}

function host(name: string, counts: Books | null, given: Given = {}): HostFleet {
	const [pending] = pendingHosts([name], true).fleets(0);
	const {state = 'connected', sessions = [], problems = [], plans = []} = given;
	return {
		figure: {...pending!.figure, state},
		books: counts,
		sessions: new Map(sessions.map(session => [session.key, session])),
		problems: problems.map(path => ({type: 'problem', path, message: 'is odd', count: 1})),
		plans: plans.map(identity => ({identity}) as HostFleet['plans'][number]),
	};
}

const relations = (own: Books | null, ...fleets: HostFleet[]) =>
	createCountOnce()(own, fleets).map(({figure: {name, sameAs}}) => {
		if (sameAs === null) return name;
		return `${name} ${sameAs.isMachine ? 'is' : 'shares'} ${sameAs.name}${sameAs.isWhole ? '' : ' and more'}`;
	});

const here = books('here', 'own');

describe('which machine is counted', () => {
	test('two ways to one machine: the first of the config', () => {
		const box = books('box', 'ada');
		expect(relations(here, host('lan', box), host('vpn', box))).toEqual(['lan', 'vpn is lan']);
	});

	test('this machine, rather than a way to itself', () => {
		expect(relations(here, host('myself', here), host('box', books('box', 'ada')))).toEqual(['myself is local', 'box']);
		// Unless it is not shown.
		expect(relations(null, host('myself', here), host('again', here))).toEqual(['myself', 'again is myself']);
	});

	test('machines that share a home are one history, and other users of one machine are others', () => {
		const shared = [books('one', 'nfs'), books('two', 'nfs'), books('one', 'bob')] as const;
		expect(relations(here, host('one', shared[0]), host('two', shared[1]), host('bob', shared[2]))).toEqual([
			'one',
			'two shares one',
			'bob',
		]);
	});

	test('one that counts more than what is counted already', () => {
		expect(relations(here, host('box', books('here', 'own', 'work')))).toEqual(['box is local and more']);
		expect(relations(here, host('a', books('box', 'x')), host('b', books('box', 'y', 'x')))).toEqual([
			'a',
			'b is a and more',
		]);
		// Each of its folders is counted, by one machine or another.
		expect(relations(here, host('a', books('box', 'x')), host('b', books('dev', 'own', 'x')))).toEqual([
			'a',
			'b shares local',
		]);
		// It is called the same as itself, rather than as one that it shares a folder with.
		const other = [host('a', books('one', 'x')), host('b', books('two', 'y')), host('c', books('two', 'x', 'y'))];
		expect(relations(here, ...other)).toEqual(['a', 'b', 'c is b']);
		const [x, both, y] = [books('box', 'x'), books('box', 'x', 'y'), books('box', 'y')];
		expect(relations(here, host('x', x), host('both', both), host('y', y))).toEqual(['x', 'both is x', 'y']);
	});

	test('an older ccmon, which does not say what it counts, is counted as ever', () => {
		expect(relations(here, host('old', null), host('older', null))).toEqual(['old', 'older']);
	});

	test('machines that have no config folder yet are told apart', () => {
		expect(relations(books('here'), host('a', books('box')), host('b', books('box')))).toEqual(['a', 'b']);
	});

	test('one that is connected, rather than one that is lost; of lost ones the first', () => {
		const box = books('box', 'ada');
		const lost = {state: 'unreachable'} as const;
		expect(relations(here, host('lan', box, lost), host('vpn', box))).toEqual(['lan is vpn', 'vpn']);
		expect(relations(here, host('lan', box, lost), host('vpn', box, lost))).toEqual(['lan', 'vpn is lan']);
		expect(relations(here, host('myself', here, lost))).toEqual(['myself is local']);
	});

	test('a machine that claims what it cannot know harms itself: it can stand for none that is counted before it', () => {
		const liar = books('liar', 'own', 'ada', 'bob');
		expect(relations(here, host('box', books('box', 'ada')), host('liar', liar))).toEqual([
			'box',
			'liar shares local and more',
		]);
	});
});

describe('what is shown of one that is counted elsewhere', () => {
	const there = (name: string, rest: Partial<Session> = {}) =>
		fakeSession({name, configDir: '/own/.claude', host: {name: 'dev', lostAt: null, prices: null}, ...rest} as never);
	const shownOf = (fleet: HostFleet) => {
		const [shown] = createCountOnce()(here, [fleet]);
		return {
			sessions: [...shown!.sessions.values()].map(({name}) => name),
			problems: shown!.problems.map(({path}) => path),
			plans: shown!.plans.map(({identity}) => identity),
		};
	};
	const all: Given = {
		sessions: [there('runs'), there('seen', {pid: null}), there('over', {state: 'exited'})],
		problems: ['dev', 'dev:/own/.claude'],
		plans: ['account', null],
	};

	test('of another way to this machine: nothing but its connection, and plans by account', () => {
		expect(shownOf(host('dev', here, all))).toEqual({sessions: [], problems: ['dev'], plans: ['account']});
	});

	test('of another machine with the same history: what runs there, while it is connected', () => {
		const dev = books('dev', 'own');
		const problems = ['dev', 'dev:/own/.claude'];
		expect(shownOf(host('dev', dev, all))).toEqual({sessions: ['runs'], problems, plans: ['account']});
		expect(shownOf(host('dev', dev, {...all, state: 'unreachable'})).sessions).toEqual([]);
	});

	test('sessions of its further config folders are shown', () => {
		const further = [there('work', {configDir: '/work/.claude'}), there('own')];
		expect(shownOf(host('dev', books('here', 'own', 'work'), {sessions: further})).sessions).toEqual(['work']);
	});
});

test('what has not changed stays the same object: nothing is drawn again', () => {
	const countOnce = createCountOnce();
	const [box, lan] = [host('box', books('box', 'ada')), host('lan', books('box', 'ada'))];
	const alone = [box];
	expect(countOnce(here, alone)).toBe(alone);
	const [first, second] = countOnce(here, [box, lan]);
	expect(first).toBe(box);
	expect(countOnce(here, [box, lan])[1]!.figure).toBe(second!.figure);
	// It was heard of again: what it is the same as has not changed.
	const later = {...lan, figure: {...lan.figure, lastSeenAt: 7}};
	const again = countOnce(here, [box, later])[1]!.figure;
	expect([again.lastSeenAt, again.sameAs]).toEqual([7, second!.figure.sameAs]);
	expect(again.sameAs).toBe(second!.figure.sameAs);
	expect(countOnce(null, [later])[0]).toBe(later);
});
