import {describe, expect, test} from 'vitest';
import {referenceFigures} from '../../../source/core/reference.ts';
import {demoBook} from '../../../source/live/demo/book.ts';
import {cast} from '../../../source/live/demo/cast.ts';
import {fakeSession} from '../../support/fake-fleet.ts';

const now = Date.UTC(2026, 10, 22, 12);
const session = fakeSession({name: cast[0]!.name, cost: {totalUsd: 5, backgroundUsd: 0.5}});
const book = demoBook({
	now,
	dateOf: at => new Date(at).toISOString().slice(0, 10),
	timezone: 'UTC',
	reference: referenceFigures['2026-08'],
	sessions: () => [session],
});
describe('the history of the demo', () => {
	test('today is what its sessions cost', () => {
		expect(book.spending()).toMatchObject({day: '2026-11-22', month: '2026-11', ofDay: {usd: 5}});
	});

	test('the month is the sum of its projects', () => {
		const {ofMonth, projects} = book.spending();
		expect([...projects.values()].reduce((sum, {usd}) => sum + usd, 0)).toBeCloseTo(ofMonth.usd, 6);
		expect(ofMonth.usd).toBeGreaterThan(5);
	});

	test('a span costs the same by every grouping', () => {
		const totals = (['day', 'project', 'model', 'session', 'cause', 'tool'] as const).map(
			grouping => book.view({span: 'month', grouping, path: []}).total.usd ?? 0,
		);
		for (const total of totals) expect(total).toBeCloseTo(totals[0]!, 6);
	});

	test('weekends are quieter than weekdays', () => {
		const all = book
			.view({span: 'year', grouping: 'project', path: []})
			.weeks.flatMap(week => week.filter(day => day !== null));
		const average = (weekend: boolean) => {
			const some = all.filter(({day}) => [0, 6].includes(new Date(day).getUTCDay()) === weekend);
			return some.reduce((sum, {usd}) => sum + usd, 0) / some.length;
		};
		expect(all.length).toBeGreaterThan(300);
		expect(average(true)).toBeLessThan(average(false) / 2);
	});

	test('what was spent since a time has the running sessions and the days before them', () => {
		const since = book.spentSince(now - 7 * 86_400_000, '') ?? [];
		expect(since[0]).toEqual({sessionId: session.sessionId, name: session.name, usd: 5});
		expect(since.length).toBeGreaterThan(1);
	});
});
