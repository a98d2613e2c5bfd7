/** The team's figures for the view: asked for while it is open, and no more often than that needs. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {openTeamView, type TeamView} from '../../source/cli/team-view.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {TeamReport} from '../../source/core/team/report.ts';

/** What the server is asked, and how each question ends. */
const {questions} = vi.hoisted(() => ({
	questions: [] as {answer(report: TeamReport): void; fail(error: Error): void; first(report: TeamReport): void}[],
}));
vi.mock('../../source/reports/team/run-team.ts', () => ({
	askTeam: (_: unknown, __: number, first: (report: TeamReport) => void) =>
		new Promise((answer, fail) => void questions.push({answer, fail, first})),
}));

let view: TeamView;
let besides: number;
beforeEach(() => {
	vi.useFakeTimers({now: Date.UTC(2026, 10, 22, 12)});
	questions.length = 0;
	besides = 0;
	view = openTeamView({
		config: defaultConfig,
		clock: Date.now,
		besides: async () => [`asked ${++besides}`],
	});
});
afterEach(() => {
	view.close();
	vi.useRealTimers();
});

const report = (name: string) => ({name}) as unknown as TeamReport;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Opens it, and waits until the server is asked. */
async function open(onChange = () => {}) {
	const close = view.subscribe(onChange);
	await vi.dynamicImportSettled();
	return close;
}
async function end(question: number, how: 'answer' | 'fail', what: string) {
	if (how === 'answer') questions[question]!.answer(report(what));
	else questions[question]!.fail(new Error(what));
	await pass(0);
}

test('nothing is asked before it is opened, then at once and each minute', async () => {
	await pass(600_000);
	expect(questions).toHaveLength(0);
	await open();
	expect([questions.length, view.getState().isAsking]).toEqual([1, true]);
	await end(0, 'answer', 'one');
	expect(view.getState()).toMatchObject({isAsking: false, report: report('one'), error: null});
	await pass(60_000);
	expect(questions).toHaveLength(2);
});

test('closed, it asks no more; opened again within the minute, it shows what it has', async () => {
	const close = await open();
	await end(0, 'answer', 'one');
	close();
	await pass(30_000);
	const again = await open();
	expect([questions.length, view.getState().report]).toEqual([1, report('one')]);
	again();
	await pass(300_000);
	expect(questions).toHaveLength(1);
	await open();
	expect(questions).toHaveLength(2);
});

test('the first answer shows as it comes in; later ones do not fall back to a part', async () => {
	await open();
	questions[0]!.first(report('a part'));
	expect(view.getState().report).toEqual(report('a part'));
	await end(0, 'answer', 'one');
	await pass(60_000);
	questions[1]!.first(report('a part'));
	expect(view.getState().report).toEqual(report('one'));
});

test('an error is shown beside the last figures, and gone with the next answer', async () => {
	let changes = 0;
	await open(() => changes++);
	await end(0, 'answer', 'one');
	await pass(60_000);
	await end(1, 'fail', 'the server answers 503');
	expect(view.getState()).toMatchObject({error: 'the server answers 503', report: report('one'), isAsking: false});
	const before = changes;
	await pass(60_000);
	await end(2, 'answer', 'two');
	expect(view.getState()).toMatchObject({error: null, report: report('two')});
	expect(changes).toBeGreaterThan(before);
});

test('the key for it asks at once, but never twice at a time', async () => {
	await open();
	view.refresh();
	view.refresh();
	await pass(0);
	expect(questions).toHaveLength(1);
	await end(0, 'answer', 'one');
	view.refresh();
	await vi.dynamicImportSettled();
	expect(questions).toHaveLength(2);
});

test('gateways are asked every ten minutes, with the first answer', async () => {
	await open();
	for (let minute = 0; minute < 12; minute++) {
		await end(minute, 'answer', 'one');
		await pass(60_000);
	}
	expect(view.getState().besides).toEqual(['asked 2']);
});

test('what is chosen is kept whatever comes in', async () => {
	await open();
	view.choose({grouping: 'team', filter: 'ada'});
	await end(0, 'answer', 'one');
	expect(view.getState()).toMatchObject({grouping: 'team', filter: 'ada'});
});
