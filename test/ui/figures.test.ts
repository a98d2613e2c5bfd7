import {describe, expect, test} from 'vitest';
import {
	ageLabel,
	costLabel,
	folderLabel,
	lastedLabel,
	stateLabel,
	timeLeftLabel,
	waitingLabel,
} from '../../source/ui/figures.ts';
import {createLook} from '../../source/ui/theme.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';

const {glyphs} = createLook({colour: 'none', ascii: false});
const seconds = (count: number) => count * 1000;

describe('ages', () => {
	test.each([
		[0, 'now'],
		[9, 'now'],
		[10, '10s'],
		[59, '50s'],
		[60, '1m'],
		[119, '1m'],
		[720, '12m'],
		[3900, '1h05m'],
		[200_000, '2d'],
	])('%i seconds ago: %s', (age, expected) => {
		expect(ageLabel(noon - seconds(age), noon)).toBe(expected);
	});

	test('shows seconds, not “now”, for what has just begun', () => {
		expect([3, 10, 125].map(age => lastedLabel(noon - seconds(age), noon))).toEqual(['<10s', '10s', '2m']);
	});

	test('an unknown time has no age', () => {
		expect(ageLabel(null, noon)).toBe('–');
	});

	test('shows no negative age after the clock was set back', () => {
		expect(ageLabel(noon + seconds(500), noon)).toBe('now');
	});

	test('old ages move together, at whole minutes only', () => {
		const ages = Array.from({length: 20}, (_, index) => noon - seconds(100 + index * 7));
		const labels = (now: number) => ages.map(at => ageLabel(at, now)).join(' ');
		const changes = Array.from({length: 60}, (_, second) => second).filter(
			second => labels(noon + seconds(second)) !== labels(noon + seconds(second + 1)),
		);
		expect(changes).toEqual([59]);
	});
});

describe('time left', () => {
	test.each([
		[-1, null],
		[0, null],
		[1, '10s'],
		[45, '50s'],
		[60, '60s'],
		[61, '1m'],
		[119, '1m'],
		[252, '4m'],
		[300, '5m'],
		[3600, '1h00m'],
	])('%i seconds: %s', (left, expected) => {
		expect(timeLeftLabel(noon + seconds(left), noon)).toBe(expected);
	});
});

describe('costs', () => {
	const cost = (figures: Parameters<typeof fakeSession>[0] = {}) => fakeSession(figures).cost;

	test('known ones are plain dollars', () => {
		expect(costLabel(glyphs, cost())).toBe('$0.94');
	});

	test('a lower bound says so', () => {
		expect(costLabel(glyphs, cost({cost: {partial: true}}))).toBe('≥$0.94');
		expect(costLabel(glyphs, cost({cost: {partial: true}}), 'backgroundUsd')).toBe('≥$0.01');
	});

	test('what transcripts hold whole is no lower bound', () => {
		expect(costLabel(glyphs, cost({cost: {partial: true}}), 'mainUsd')).toBe('$0.80');
	});

	test('a model without a price makes the total a lower bound, and alone it has none', () => {
		expect(costLabel(glyphs, cost({cost: {unpricedModels: ['mystery-9']}}))).toBe('≥$0.94');
		expect(costLabel(glyphs, cost({cost: {totalUsd: null, unpricedModels: ['mystery-9']}}))).toBe('$?');
	});

	test('hidden spending is unknown, not unpriced', () => {
		const unseen = cost({
			cost: {
				backgroundUsd: null,
				compactionUsd: null,
				idleUsd: null,
				partial: true,
				basis: 'estimated',
				unpricedModels: ['x'],
			},
		});
		for (const part of ['backgroundUsd', 'compactionUsd', 'idleUsd'] as const)
			expect(costLabel(glyphs, unseen, part), part).toBe('–');
		const seen = {...unseen, partial: false, basis: 'telemetry' as const};
		expect(costLabel(glyphs, seen, 'backgroundUsd')).toBe('$?');
		expect(costLabel(glyphs, seen, 'compactionUsd')).toBe('$?');
	});

	test('unknown is a dash, zero is a zero', () => {
		expect(costLabel(glyphs, cost({cost: {backgroundUsd: null}}), 'backgroundUsd')).toBe('–');
		expect(costLabel(glyphs, cost({cost: {backgroundUsd: 0}}), 'backgroundUsd')).toBe('$0.00');
	});
});

describe('folders', () => {
	test.each([
		['/home/ada/work/web', '~/work/web'],
		['/home/ada', '~'],
		['/home/adamant/x', '/home/adamant/x'],
		['/srv/\u001B[31mred', '/srv/red'],
		[null, '–'],
	])('%s is %s', (path, expected) => {
		expect(folderLabel(path, '/home/ada')).toBe(expected);
	});

	test('without a home folder paths stay whole', () => {
		expect(folderLabel('/root/x', null)).toBe('/root/x');
		expect(folderLabel('/etc', '/')).toBe('/etc');
	});
});

test('a waiting session says for what', () => {
	expect(waitingLabel('permission prompt')).toBe('permission');
	expect(waitingLabel(null)).toBe('waiting');
	const waiting = fakeSession({state: 'waiting', waitingFor: 'permission prompt'});
	expect(stateLabel(waiting)).toBe('permission');
	expect(stateLabel(waiting, true)).toBe('wait');
});
