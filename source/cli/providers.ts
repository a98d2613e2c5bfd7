/** Asks the gateways and providers of the config what they count. Those without an address are not asked. */
import type {Providers} from '../core/config/config.ts';
import type {ProviderSpend} from '../core/provider-spend.ts';
import {readConsoleCost} from '../reports/gateways/console.ts';
import {readLitellmSpend} from '../reports/gateways/litellm.ts';

export interface AskProvidersOptions {
	providers: Providers;
	env: NodeJS.ProcessEnv;
	/** Milliseconds since the epoch. */
	now: number;
}

/** Milliseconds: somebody is waiting for the report. */
const patienceMs = 4000;

/** Costs since the start of the month in UTC, as the Console counts days. Never rejects. */
export async function askProviders({providers, env, now}: AskProvidersOptions): Promise<ProviderSpend> {
	const date = new Date(now);
	const since = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
	const options = {env, timeoutMs: patienceMs};
	const [litellm, console] = await Promise.all([
		readLitellmSpend(providers.litellm, options),
		readConsoleCost(providers.console, since, options),
	]);
	return {litellm, console, since};
}
