import {expect, test} from 'vitest';
import {parseAccountId} from '../../../source/claude/settings/account.ts';

const uuid = '11111111-2222-4333-8444-555555555555';

test('an account is recognised by its id and its organisation, whatever else the file holds', () => {
	const account = {accountUuid: uuid, organizationUuid: uuid.replace('1', 'A'), emailAddress: 'ada@example.org'};
	expect(parseAccountId(JSON.stringify({oauthAccount: account, projects: {}}))).toBe(
		`${uuid} ${uuid.replace('1', 'a')}`,
	);
	expect(parseAccountId(JSON.stringify({oauthAccount: {accountUuid: uuid, organizationUuid: 7}}))).toBe(`${uuid} `);
});

test.each(['', '{}', '{"oauthAccount":null}', '{"oauthAccount":{"accountUuid":"ada@example.org"}}'])(
	'without an account it is unknown: %s',
	text => {
		expect(parseAccountId(text)).toBeNull();
	},
);
