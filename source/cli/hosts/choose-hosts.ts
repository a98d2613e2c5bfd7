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
	const unknown = wanted.map(name => unknownHost(configured, name)).find(message => message !== null);
	if (unknown) throw new UsageError(unknown);
	return chosenHosts(
		wanted.includes(localHost),
		configured.filter(({name}) => wanted.includes(name)),
	);
}

/** What is wrong with the name of a machine; null: it is in the config, or this one's. */
export function unknownHost(configured: readonly HostConfig[], name: string): string | null {
	const known = [localHost, ...configured.map(host => host.name)];
	if (known.includes(name)) return null;
	const advice = didYouMean(name, known) || ' ccmon hosts add writes one into the config.';
	return `The config has no host "${name}".${advice}`;
}
