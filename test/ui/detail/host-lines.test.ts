import {describe, expect, test} from 'vitest';
import type {HostFigure} from '../../../source/core/hosts/host.ts';
import {hostLines} from '../../../source/ui/detail/host-lines.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const options = {...testOptions, look: createLook({colour: 'none', ascii: false})};
const figure: HostFigure = {
	...{name: 'box', state: 'connected', lastSeenAt: noon, error: null, version: '1.2.0', delayMs: 12.4, clockAheadMs: 0},
	...{timezone: 'Europe/Zurich', sharesDays: true, totals: null, sameAs: null},
};
const there = (lostAt: number | null = null) => fakeSession({host: {name: 'box', lostAt} as never});
const lines = (host: Partial<HostFigure> | null, session = there(), width = 100) =>
	hostLines(session, {...{width, now: noon, options, onPlan: false}, host: host && {...figure, ...host}});

test('of a session of this machine there is nothing to say', () => {
	expect(lines({}, fakeSession())).toEqual([]);
	expect(lines(null)).toEqual([]);
});

describe('a machine that is connected', () => {
	test('is named with how far away it is, and its ccmon', () => {
		expect(lines({})).toEqual([' host        box · 12 ms away · ccmon 1.2.0']);
		expect(lines({delayMs: null, version: null})).toEqual([' host        box']);
	});

	test('that shares the history of another one, says whose', () => {
		const sameAs = {name: 'local', isMachine: false, isWhole: true};
		expect(lines({sameAs})[0]).toContain(' · shares the history of this machine, counted once');
	});

	test('whose days are others, says whose', () => {
		expect(lines({sharesDays: false})[0]).toContain(' · days of Europe/Zurich');
		expect(lines({sharesDays: false, timezone: null})[0]).not.toContain('days');
	});

	test.each([
		[1999, null],
		[-1999, null],
		[2000, 'its clock is 2s ahead, corrected here'],
		[-90_000, 'its clock is 1m behind, corrected here'],
	])('whose clock is %i ms ahead: %s', (clockAheadMs, words) => {
		const text = lines({clockAheadMs}).join('\n');
		if (words === null) expect(text).not.toContain('clock');
		else expect(text).toContain(words);
	});
});

test('one that is out of reach says since when, why, and all of what helps', () => {
	const error = 'It does not answer. Try: ssh box, and see what it says there about the key that is offered.';
	const text = lines({state: 'unreachable', error}, there(noon - 120_000), 60);
	expect(text[0]).toMatch(/^ host +box unreachable, last seen 2m ago$/);
	expect(
		text
			.slice(1)
			.map(line => line.trim())
			.join(' '),
	).toBe(error);
	expect(lines({state: 'unreachable'}, there(noon - 120_000))).toHaveLength(1);
});
