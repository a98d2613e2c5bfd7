/** Which machines are shown: those of the config, or those that the command line names. */
import {type HostConfig, localHost} from '../../core/config/hosts.ts';
import {didYouMean} from '../../core/nearest.ts';
import {UsageError} from '../arguments.ts';

export interface ChosenHosts {
	/** This machine is among them. */
	local: boolean;
	hosts: readonly HostConfig[];
}

/** `names` as in `MonitorOptions.hosts`. Throws `UsageError` for one that the config does not have. */
export function chooseHosts(configured: readonly HostConfig[], names: readonly string[] | null): ChosenHosts {
	if (names === null) return {local: true, hosts: configured};
	const known = [localHost, ...configured.map(({name}) => name)];
	for (const name of names) {
		if (known.includes(name)) continue;
		const advice = didYouMean(name, known) || ' ccmon hosts add writes one into the config.';
		throw new UsageError(`The config has no host "${name}".${advice}`);
	}
	return {local: names.includes(localHost), hosts: configured.filter(({name}) => names.includes(name))};
}
