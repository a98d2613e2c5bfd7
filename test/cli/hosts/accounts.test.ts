import {mkdirSync, writeFileSync} from 'node:fs';
import {expect, onTestFinished, test} from 'vitest';
import {createAccounts} from '../../../source/cli/hosts/accounts.ts';
import {temporaryFolder} from '../../support/environment.ts';

test('the account of a config folder is read again after ten minutes, on whichever side of now they are', () => {
	const folder = temporaryFolder();
	onTestFinished(() => folder.remove());
	let now = 0;
	const accountOf = createAccounts(() => now);
	const signIn = (name: string, digit: string) => {
		mkdirSync(folder.at(name), {recursive: true});
		const accountUuid = `${digit}1111111-2222-4333-8444-555555555555`;
		writeFileSync(folder.at(name, '.claude.json'), JSON.stringify({oauthAccount: {accountUuid}}));
	};
	signIn('a', '1');
	signIn('b', '2');
	const [a, b] = [accountOf(folder.at('a')), accountOf(folder.at('b'))];
	expect(a).toMatch(/^[\da-f]{16}$/);
	expect(b).not.toBe(a);
	signIn('a', '2');
	now = 599_999;
	expect(accountOf(folder.at('a'))).toBe(a);
	now = 600_000;
	expect(accountOf(folder.at('a'))).toBe(b);
	signIn('a', '1');
	// The clock of the machine has been set back.
	now = -1;
	expect(accountOf(folder.at('a'))).toBe(a);
});
