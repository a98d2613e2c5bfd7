/** Which account Claude Code is signed in to. Other account data in the file is not read. */
import * as v from 'valibot';
import {parseObject} from '../transcript/object.ts';

const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f-]{16,64}$/i), v.toLowerCase());

/** A plan's limits belong to a person in an organisation. */
const fileShape = v.object({
	oauthAccount: v.object({accountUuid: uuid, organizationUuid: v.fallback(v.optional(uuid), undefined)}),
});

/** What identifies the account, in `.claude.json`; null: it is not signed in to one, or this is not such a file. Never throws. */
export function parseAccountId(text: string): string | null {
	const file = v.safeParse(fileShape, parseObject(text));
	if (!file.success) return null;
	const {accountUuid, organizationUuid = ''} = file.output.oauthAccount;
	return `${accountUuid} ${organizationUuid}`;
}
