/** Which machines are shown: those of the config, or those that the command line names. */
import {type HostConfig, localHost} from '../../core/config/hosts.ts';
import {didYouMean} from '../../core/nearest.ts';
import {UsageError} from '../arguments.ts';

export interface ChosenHosts {
	/** This machine is among them. */
	local: boolean;
	hosts: readonly HostConfig[];
	/** Of the hosts, in their order. */
	names: readonly string[];
}

export const chosenHosts = (local: boolean, hosts: readonly HostConfig[]): ChosenHosts => {
	return {local, hosts, names: hosts.map(({name}) => name)};
};

/** `wanted` as in `MonitorOptions.hosts`. Throws `UsageError` for one that the config does not have. */
export function chooseHosts(configured: readonly HostConfig[], wanted: readonly string[] | null): ChosenHosts {
	if (wanted === null) return chosenHosts(true, configured);
	const known = [localHost, ...configured.map(({name}) => name)];
	for (const name of wanted) {
		if (known.includes(name)) continue;
		const advice = didYouMean(name, known) || ' ccmon hosts add writes one into the config.';
		throw new UsageError(`The config has no host "${name}".${advice}`);
	}
	return chosenHosts(
		wanted.includes(localHost),
		configured.filter(({name}) => wanted.includes(name)),
	);
}
