import {renameSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import {openSharedDatabase, type SharedDatabase} from '../../../source/live/telemetry/shared-database.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
let shared: SharedDatabase;
let problems: Problem[];
const open = () =>
	openSharedDatabase(
		folder.at('ccmon.db'),
		() => 0,
		problem => problems.push(problem),
	);
beforeEach(() => {
	folder = temporaryFolder();
	problems = [];
	shared = open();
});
afterEach(() => {
	shared.close();
	folder.remove();
});

test('a database that was moved away is opened again in its place', () => {
	expect(shared.reopenIfMoved()).toBe(false);
	const before = shared.writer();
	renameSync(folder.at('ccmon.db'), folder.at('old.db'));
	expect(shared.reopenIfMoved()).toBe(true);
	expect(shared.writer()).not.toBe(before);
	expect(shared.reopenIfMoved()).toBe(false);
	expect(problems).toEqual([]);
});

test('an error stops nothing and is reported with its reason', () => {
	shared.guarded(() => {
		throw new Error('no space left');
	});
	expect(problems).toMatchObject([{message: 'Telemetry cannot be stored or read: no space left.', count: 1}]);
});

test('where there is no disk for it, telemetry is kept in memory', () => {
	shared.close();
	writeFileSync(folder.at('file'), '');
	shared = openSharedDatabase(
		folder.at('file', 'ccmon.db'),
		() => 0,
		problem => problems.push(problem),
	);
	expect(problems).toHaveLength(1);
	expect(shared.reopenIfMoved()).toBe(false);
	expect(shared.follower().next(10)).toMatchObject({events: []});
});
