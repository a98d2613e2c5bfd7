import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readRegistryStatus} from '../../source/control/registry-status.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('sessions'));
});
afterEach(() => folder.remove());

const write = (content: string) => writeFileSync(folder.at('sessions', '7603.json'), content);
const read = () => readRegistryStatus(folder.path, 7603);

test('returns what the file says now', () => {
	write('{"pid":7603,"sessionId":"d859","status":"waiting","waitingFor":"permission prompt","more":1}');
	expect(read()).toEqual({
		sessionId: 'd859',
		status: 'waiting',
		waitingFor: 'permission prompt',
		parkedJobId: null,
	});
	write('{"pid":7603,"sessionId":"d859","status":"idle","parkedJobId":"f7e3855d"}');
	expect(read()).toMatchObject({status: 'idle', waitingFor: null, parkedJobId: 'f7e3855d'});
});

test('a status that a newer version may write is unknown', () => {
	write('{"sessionId":"d859","status":"dreaming"}');
	expect(read()).toMatchObject({status: 'unknown'});
});

test.each(['', '{"sessionId":"d8', '[]', '{"status":"idle"}'])('returns null for %j', content => {
	write(content);
	expect(read()).toBeNull();
});

test('no file, no session', () => {
	expect(read()).toBeNull();
});
