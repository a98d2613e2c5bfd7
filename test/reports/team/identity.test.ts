/** Whose counters these are. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {identityLabels} from '../../../source/reports/team/identity.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	for (const name of ['here', 'there']) mkdirSync(folder.at(name), {mode: 0o700});
});
afterEach(() => folder.remove());

const labels = (fields: object = {}, place = 'here') =>
	identityLabels({...defaultTeam.push, user: 'ada', team: 'core', machine: 'laptop', ...fields}, folder.at(place));

test('names are as they are configured, cleaned and with an end; a team is optional', () => {
	expect(labels()).toEqual({user: 'ada', team: 'core', machine: 'laptop'});
	expect(labels({team: null}).team).toBe('');
	const odd = labels({user: 'a\u001b[2Jb\n', machine: 'x'.repeat(500)});
	expect([odd.user, odd.machine!.length]).toEqual(['ab', 128]);
	expect(labels({user: null, machine: null}).user).not.toBe('');
});

describe('pseudonyms', () => {
	const hidden = (fields: object = {}, place?: string) => labels({pseudonym: true, ...fields}, place);

	test('are the same for ever, differ by name, and keep the team', () => {
		const first = hidden();
		expect(hidden()).toEqual(first);
		expect(first).toMatchObject({user: expect.stringMatching(/^[0-9a-f]{16}$/), team: 'core'});
		expect(new Set([first.user, first.machine, hidden({user: 'bob'}).user]).size).toBe(3);
	});

	test('are another person’s guess elsewhere, unless the key is there, too', () => {
		writeFileSync(folder.at('here', 'team-pseudonym.key'), 'secret\n', {mode: 0o600});
		const here = hidden();
		expect(hidden({}, 'there').user).not.toBe(here.user);
		writeFileSync(folder.at('there', 'team-pseudonym.key'), 'secret', {mode: 0o600});
		expect(hidden({}, 'there')).toEqual(here);
		// $ printf ada | openssl dgst -sha256 -hmac secret
		expect(here.user).toBe('3c30486140e27f6f');
	});
});
