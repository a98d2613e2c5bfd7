/** What gateways and providers count for a team: shown beside its figures, never added, each with what it leaves out. */
import type {Providers} from '../core/config/config.ts';
import {describeUserDays, providerLines} from '../core/provider-spend.ts';
import {readConsoleAnalytics} from '../reports/gateways/analytics.ts';
import {askProviders} from './providers.ts';

const dayMs = 86_400_000;
/** How long after a day's end its analytics are complete, in ms. */
const completeMs = 3_600_000;
const patienceMs = 4000;

/** Empty without an address in the config. Never rejects. `now`: ms. */
export async function countedElsewhere(providers: Providers, env: NodeJS.ProcessEnv, now: number): Promise<string[]> {
	const day = new Date(now - completeMs - dayMs).toISOString().slice(0, 10);
	const [spend, analytics] = await Promise.all([
		askProviders({providers, env, now}),
		readConsoleAnalytics(providers.console, day, {env, timeoutMs: patienceMs}),
	]);
	const leftOut = [
		spend.litellm?.value ? 'LiteLLM counts by key, and only what went through it.' : null,
		analytics?.value ? describeUserDays(analytics.value, day) : null,
		analytics?.failure ?? null,
		spend.console?.value || analytics?.value ? 'The Console knows nothing of Bedrock and Vertex.' : null,
	];
	return [...providerLines(spend, () => null), ...leftOut.filter(line => line !== null)];
}
