import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {readAccount} from '../../../source/live/claude-json/account.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('the same account is the same text in every folder, and the text does not give it away', () => {
	const accountUuid = '11111111-2222-4333-8444-555555555555';
	for (const name of ['a', 'b', 'c']) {
		mkdirSync(folder.at(name));
		const id = name === 'c' ? accountUuid.replace('1', '2') : accountUuid;
		writeFileSync(folder.at(name, '.claude.json'), JSON.stringify({oauthAccount: {accountUuid: id}}));
	}
	const [a, b, c] = ['a', 'b', 'c'].map(name => readAccount(folder.at(name), folder.path));
	expect(a).toMatch(/^[0-9a-f]{16}$/);
	expect(b).toBe(a);
	expect(c).not.toBe(a);
	expect(readAccount(folder.at('none'), folder.path)).toBeNull();
});
