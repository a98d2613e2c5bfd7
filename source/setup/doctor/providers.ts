/** Gateways and providers that are asked for their figures: whether they answer. */
import type {ProviderSpend} from '../../core/provider-spend.ts';
import {type Check, ok, warn} from './report.ts';

/** One line for each that has an address in the config. */
export function checkProviders({litellm, console}: ProviderSpend): Check[] {
	const checks: Check[] = [];
	if (litellm?.failure) checks.push(warn('litellm', litellm.failure, null));
	else if (litellm?.value) {
		const keys = litellm.value.length;
		checks.push(ok('litellm', `LiteLLM reports what ${keys === 1 ? 'a key has' : `${keys} keys have`} spent.`));
	}
	if (console?.failure) checks.push(warn('console', console.failure, null));
	else if (console?.value) checks.push(ok('console', 'The Console reports what the organisation was charged.'));
	return checks;
}
