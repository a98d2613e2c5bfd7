/** All hosts of the config at once. */
import type {HostConfig} from '../../core/config/hosts.ts';
import type {Books, SameAs} from '../../core/hosts/books.ts';
import {createCountOnce} from '../../core/hosts/count-once.ts';
import type {HostFleet, Hosts} from '../../core/hosts/host.ts';
import {createHostLink, type HostLink, type LinkOptions} from './link.ts';

export interface HostLinks extends Hosts {
	link(name: string): HostLink | null;
	/** As `HostFigure.sameAs` of the last fleets. */
	sameAs(name: string): SameAs | null;
	/** Resolves when each host was reached or has failed once. */
	readonly tried: Promise<unknown>;
	close(): Promise<void>;
}

export interface HostLinksOptions extends Omit<LinkOptions, 'host'> {
	hosts: readonly HostConfig[];
	own: boolean;
	/** What this machine counts; missing: it is not shown beside them. */
	ownBooks?(): Books;
	identityOf: Hosts['identityOf'];
}

export function openHostLinks({hosts, own, ownBooks, identityOf, ...rest}: HostLinksOptions): HostLinks {
	const links = hosts.map(host => createHostLink({...rest, host}));
	const countOnce = createCountOnce();
	let last: readonly HostFleet[] = [];
	return {
		fleets(now) {
			const each = links.map(link => link.fleet(now));
			last = countOnce(ownBooks?.() ?? null, each);
			return last;
		},
		sameAs: name => last.find(({figure}) => figure.name === name)?.figure.sameAs ?? null,
		own,
		identityOf,
		link: name => links.find(({host}) => host.name === name) ?? null,
		tried: Promise.all(links.map(({tried}) => tried)),
		async close() {
			await Promise.all(links.map(link => link.close()));
		},
	};
}
