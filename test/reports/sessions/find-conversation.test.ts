/** A conversation is found by its id, the start of it, its title, or words that only it has. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {findConversation} from '../../../source/reports/sessions/find-conversation.ts';
import {writeTranscript} from '../../index/transcript-files.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const idOf = (start: string) => `${start.padEnd(8, '0')}-0000-4000-8000-000000000000`;
let minute = 0;

function write(start: string, prompt: string, title: string | null = null): void {
	const sessionId = idOf(start);
	const timestamp = new Date(Date.parse('2026-11-20T10:00:00Z') + minute++ * 60_000).toISOString();
	const typed = {type: 'user', uuid: start, timestamp, sessionId, cwd: '/p', message: {role: 'user', content: prompt}};
	const titled = title === null ? [] : [JSON.stringify({type: 'custom-title', customTitle: title, sessionId})];
	writeTranscript(folder.at('claude'), sessionId, [JSON.stringify({...typed, origin: {kind: 'human'}}), ...titled]);
}

const find = (wanted: string) =>
	findConversation(
		wanted,
		{databasePath: folder.at('state', 'ccmon.db'), configDirs: [folder.at('claude')]},
		{stdout: {write() {}}, stderr: {write() {}}, now: () => Date.parse('2026-11-21T00:00Z')},
	);

test('the start of an id goes before a title, and a title before words', async () => {
	write('abcd', 'write about beef');
	write('bbbb', 'fix the abcd thing', 'Beef');
	write('beef', 'nothing');
	expect(await find('ABCD')).toMatchObject({sessionId: idOf('abcd')});
	expect(await find('beef')).toMatchObject({sessionId: idOf('beef')});
	expect(await find('thing')).toMatchObject({sessionId: idOf('bbbb')});
	write('cccc', 'cook beef');
	expect(await find('Bee')).toMatch(/may be any of these/);
	expect(await find('ab')).toMatch(/may be any of these/);
	expect(await find(idOf('cccc'))).toMatchObject({sessionId: idOf('cccc')});
});

test('a title that is wanted whole is found though others have its words', async () => {
	write('aaaa', 'about the login page');
	write('bbbb', 'x', 'Login');
	expect(await find('login')).toMatchObject({sessionId: idOf('bbbb')});
});

test('of many the latest eight are listed, and none is said with what helps', async () => {
	for (let n = 0; n < 9; n++) write(`${n}${n}${n}${n}`, `login ${n}`);
	const [title, first, ...others] = String(await find('login')).split('\n');
	expect([title, first]).toEqual(['"login" may be any of these:', '  88880000  login 8']);
	expect([others.length, others.at(-1)]).toEqual([8, '  …']);
	expect(await find('nowhere')).toBe('No conversation has "nowhere". See: ccmon sessions');
});
