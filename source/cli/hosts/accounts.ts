/** Which account each config folder here is signed in to, to recognise a plan that another machine reports. */
import {readAccount} from '../../live/claude-json/account.ts';

/** How long an answer is reused: people rarely sign in to another account, and the file is large. */
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
