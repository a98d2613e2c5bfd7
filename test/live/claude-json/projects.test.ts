import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readProjectFolders, readTrustedFolders} from '../../../source/live/claude-json/projects.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let home: TemporaryFolder;
beforeEach(() => {
	home = temporaryFolder();
	mkdirSync(home.at('.claude'));
});
afterEach(() => home.remove());

const write = (name: string, content: unknown) =>
	writeFileSync(home.at(name), typeof content === 'string' ? content : JSON.stringify(content));
const folders = () => readProjectFolders(home.at('.claude'), home.path);
const trusted = () => readTrustedFolders(home.at('.claude'), home.path);

test('the folders of its projects, and which of them are trusted', () => {
	const projects = {
		'/a': {hasTrustDialogAccepted: true},
		'/b': {hasTrustDialogAccepted: false},
		'/c': {},
		'/d': null,
		odd: {hasTrustDialogAccepted: 'true'},
	};
	write('.claude.json', {projects});
	expect(folders()).toEqual(['/a', '/b', '/c', '/d']);
	expect(trusted()).toEqual(new Set(['/a']));
});

test('of two files both are read for trust, and the first with projects for the folders', () => {
	write('.claude/.claude.json', {projects: {'/inside': {hasTrustDialogAccepted: true}}});
	write('.claude.json', {projects: {'/beside': {hasTrustDialogAccepted: true}}});
	expect([folders(), trusted()]).toEqual([['/inside'], new Set(['/inside', '/beside'])]);
});

test('a Claude Code that knows no project trusts none; where there is no file nothing is known', () => {
	expect([folders(), trusted()]).toEqual([[], null]);
	write('.claude.json', {numStartups: 1});
	expect([folders(), trusted()]).toEqual([[], new Set()]);
});

test.each(['', '{', '7', '{"projects": 7}', 'null'])('damaged as %j it says nothing', content => {
	write('.claude.json', content);
	expect([folders(), trusted()]).toEqual([[], null]);
});
