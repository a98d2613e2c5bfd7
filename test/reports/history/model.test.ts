import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {type HistoryModel, openHistoryModel} from '../../../source/reports/history/model.ts';
import {answerLine, writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {waitFor} from '../../support/wait.ts';

let folder: TemporaryFolder;
let model: HistoryModel;
const problems: Problem[] = [];
const web = {sessionId: 'web', cwd: '/work/web'};
const first = answerLine({...web, id: 'm1', at: '2026-11-20T10:00:00.000Z', outputTokens: 40_000});

beforeEach(() => {
	folder = temporaryFolder();
	writeTranscript(folder.at('claude'), 'web', [first]);
	model = openHistoryModel({
		databasePath: folder.at('state', 'ccmon.db'),
		configDirs: [folder.at('claude')],
		reference: referenceFigures['2026-08'],
		now: () => Date.parse('2026-11-20T12:00:00Z'),
		emit: event => event.type === 'problem' && problems.push(event),
	});
});
afterEach(async () => {
	await model.close();
	folder.remove();
});

test('reads by itself, shows what was chosen, and follows what is added', async () => {
	let changes = 0;
	const leave = model.subscribe(() => changes++);
	const view = await waitFor(() => model.getState().view, {what: 'the first view'});
	expect(view).toMatchObject({span: 'month', grouping: 'project', total: {usd: 1}, top: [{key: '/work/web', usd: 1}]});
	expect(model.book()?.spending()).toMatchObject({day: '2026-11-20', dayUsd: 1, monthUsd: 1});
	expect(model.getState().progress).toBeNull();

	model.choose('week', 'model');
	expect(model.getState().view).toMatchObject({span: 'week', top: [{name: 'Opus 4.5'}]});

	const more = answerLine({...web, id: 'm2', at: '2026-11-20T11:40:00.000Z', outputTokens: 20_000});
	writeTranscript(folder.at('claude'), 'web', [first, more]);
	await model.refresh();
	expect(model.getState().view?.total.usd).toBe(1.5);
	expect(model.book()?.spentSince(Date.parse('2026-11-20T11:30:00Z'))).toMatchObject([{sessionId: 'web', usd: 0.5}]);
	const ofFolder = (configDir: string) => model.book()?.spentSince(0, configDir).length;
	expect([ofFolder(folder.at('claude')), ofFolder('/home/ada/.claude-work')]).toEqual([1, 0]);
	expect(changes).toBeGreaterThan(2);
	leave();
	expect(problems).toEqual([]);
});

test('while nobody looks it reads only when something was spent; who looks again sees what was added meanwhile', async () => {
	await model.close();
	let spent = 'nothing';
	let rounds = 0;
	let time = Date.parse('2026-11-20T12:00:00Z');
	const readings: number[] = [];
	model = openHistoryModel({
		databasePath: folder.at('state', 'ccmon.db'),
		configDirs: [folder.at('claude')],
		reference: referenceFigures['2026-08'],
		now: () => time,
		emit: () => {},
		everyMs: 5,
		spent() {
			rounds++;
			return spent;
		},
		onBook: book => readings.push(book.spending().monthUsd),
	});
	await waitFor(() => readings.length === 1, {what: 'the first reading'});
	const more = answerLine({...web, id: 'm2', at: '2026-11-20T11:40:00.000Z', outputTokens: 20_000});
	writeTranscript(folder.at('claude'), 'web', [first, more]);
	const before = rounds;
	await waitFor(() => rounds > before + 10, {what: 'ten rounds that read nothing'});
	expect(readings).toEqual([1]);
	spent = 'something';
	await waitFor(() => readings.length === 2, {what: 'the second reading'});
	expect(readings).toEqual([1, 1.5]);
	// Long after the last round, as on a machine that slept.
	time += 60_000;
	const leave = model.subscribe(() => {});
	await waitFor(() => readings.length >= 3, {what: 'the reading for who looks'});
	expect(model.getState().view?.total.usd).toBe(1.5);
	leave();
});

test('closed in the middle of reading it ends soon and says nothing', async () => {
	await model.close();
	expect(problems).toEqual([]);
});
