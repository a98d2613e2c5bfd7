import {expect, test} from 'vitest';
import type {BackgroundFigure} from '../../../source/accounting/figures.ts';
import {sumCauses} from '../../../source/ui/views/causes.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

const figure = (cause: string, costUsd: number | null, more: Partial<BackgroundFigure> = {}): BackgroundFigure => ({
	...{cause, costUsd, requests: 2, tokens: 100, idleRequests: 1, idleUsd: costUsd, lastAt: noon, model: null},
	...more,
});
const sums = (...bySession: BackgroundFigure[][]) =>
	sumCauses(bySession.map((background, index) => fakeSession({name: `s${index}`, background})));

test('adds up causes over all sessions, the most expensive first', () => {
	expect(
		sums([figure('title', 0.25), figure('hook', 1)], [figure('title', 1.5, {lastAt: noon + 5, requests: 3})]),
	).toEqual([figure('title', 1.75, {requests: 5, tokens: 200, idleRequests: 2, lastAt: noon + 5}), figure('hook', 1)]);
});

test('what is not known of one session does not hide what is known of another', () => {
	const unknown = figure('title', null, {requests: null, tokens: null, lastAt: null, idleUsd: null});
	for (const order of [
		[[unknown], [figure('title', 0.5)]],
		[[figure('title', 0.5)], [unknown]],
	]) {
		expect(sums(...order)).toEqual([figure('title', 0.5, {idleRequests: 2})]);
	}
	expect(sums([unknown], [unknown])).toEqual([{...unknown, idleRequests: 2}]);
});

test('one cause by two models is two rows', () => {
	const rows = sums([figure('other', 1, {model: 'opus'}), figure('other', 2, {model: 'haiku'}), figure('other', 3)]);
	expect(rows.map(({model}) => model)).toEqual([null, 'haiku', 'opus']);
});

test('the figures of the sessions stay as they are', () => {
	const background = [figure('title', 1)];
	sums(background, [figure('title', 2)]);
	expect(background).toEqual([figure('title', 1)]);
});
