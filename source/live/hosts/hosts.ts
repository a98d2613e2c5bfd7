/** All hosts of the config at once. */
import type {HostConfig} from '../../core/config/hosts.ts';
import type {HostFleet, Hosts} from '../../core/hosts/host.ts';
import {createHostLink, type HostLink, type LinkOptions} from './link.ts';

export interface HostLinks extends Hosts {
	link(name: string): HostLink | null;
	/** Resolves when each host was reached or has failed once. */
	readonly tried: Promise<unknown>;
	close(): Promise<void>;
}

export interface HostLinksOptions extends Omit<LinkOptions, 'host'> {
	hosts: readonly HostConfig[];
	own: boolean;
	identityOf: Hosts['identityOf'];
}

export function openHostLinks({hosts, own, identityOf, ...rest}: HostLinksOptions): HostLinks {
	const links = hosts.map(host => createHostLink({...rest, host}));
	return {
		fleets: (now): readonly HostFleet[] => links.map(link => link.fleet(now)),
		own,
		identityOf,
		link: name => links.find(({host}) => host.name === name) ?? null,
		tried: Promise.all(links.map(({tried}) => tried)),
		async close() {
			await Promise.all(links.map(link => link.close()));
		},
	};
}
