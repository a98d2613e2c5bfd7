/** Other machines in the monitor: they have their places from the first frame on, and are connected after it. */
import type {Elsewhere} from '../../control/elsewhere.ts';
import {unchanged} from '../../control/evidence.ts';
import {pendingHosts} from '../../core/hosts/host.ts';
import type {HostLinks} from '../../live/hosts/hosts.ts';
import type {Monitor} from '../../store.ts';
import type {ChosenHosts} from './choose-hosts.ts';
import type {HostActions} from './host-actions.ts';

export interface OpenHostsOptions {
	chosen: ChosenHosts;
	monitor: Pick<Monitor, 'setHosts' | 'refresh'>;
	/** Of this machine. */
	configDirs: readonly string[];
	clock: () => number;
	/** ccmon's own. */
	version: string;
	env: NodeJS.ProcessEnv;
}

export interface OpenHosts {
	/** Connects to them. */
	connect(): Promise<HostLinks | null>;
	/** Null: there are none, or they are not connected yet. */
	actions(): HostActions | null;
	/** Null: there are none, or they are not connected yet. */
	links(): HostLinks | null;
	/** For keys and scripts; available from the start. */
	elsewhere: Elsewhere;
	close(): Promise<void>;
}

const notYet = 'its machine is not connected yet: try again';

export function openHosts({chosen, monitor, configDirs, clock, version, env}: OpenHostsOptions): OpenHosts {
	const {hosts, names, local: own} = chosen;
	let links: HostLinks | null = null;
	let actions: HostActions | null = null;
	let isClosed = false;
	if (hosts.length > 0) monitor.setHosts(pendingHosts(names, own));
	return {
		async connect() {
			if (hosts.length === 0) return null;
			const [{openHostLinks}, {createHostActions}, {createAccounts}, {createBooks}] = await Promise.all([
				import('../../live/hosts/hosts.ts'),
				import('./host-actions.ts'),
				import('./accounts.ts'),
				import('../../index/books.ts'),
			]);
			if (isClosed) return null;
			links = openHostLinks({
				...{hosts, own, onChange: monitor.refresh, clock, version, env},
				...(own && {ownBooks: createBooks(configDirs, clock)}),
				identityOf: createAccounts(clock),
			});
			actions = createHostActions(links, clock);
			monitor.setHosts(links);
			return links;
		},
		actions: () => actions,
		links: () => links,
		elsewhere: {
			act: async (action, session, options) =>
				actions ? actions.act(action, session, options) : unchanged(session, 'refused', notYet),
			look: async session => (actions ? actions.look(session) : notYet),
		},
		async close() {
			isClosed = true;
			await links?.close();
		},
	};
}
