/** Which account each config folder here is signed in to, to know a plan again that another machine reports of. */
import {readAccount} from '../../live/claude-json/account.ts';

/** People sign in to another account now and then; the file is large. */
const keptMs = 600_000;

export function createAccounts(clock: () => number): (configDir: string) => string | null {
	const known = new Map<string, {at: number; account: string | null}>();
	return configDir => {
		const last = known.get(configDir);
		if (last && Math.abs(clock() - last.at) < keptMs) return last.account;
		const account = readAccount(configDir);
		known.set(configDir, {at: clock(), account});
		return account;
	};
}
