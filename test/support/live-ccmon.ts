/** ccmon's own parts without its screen, joined as the program joins them, on the sessions of one home. */

import {openAct} from '../../source/cli/act.ts';
import {openFleet} from '../../source/cli/fleet.ts';
import {localDay} from '../../source/cli/settings.ts';
import type {ActDependencies} from '../../source/control/actions/perform.ts';
import {createLedger} from '../../source/core/ledger.ts';
import type {Session} from '../../source/core/session.ts';
import {createMonitor} from '../../source/store.ts';
import type {ClaudeHome} from './claude.ts';
import {temporaryFolder} from './environment.ts';
import {withoutIndex} from './without-index.ts';

export interface LiveCcmon {
	deps: ActDependencies;
	sessions(): Session[];
	close(): Promise<void>;
}

/** `env` is added to the home's own. */
export async function openLiveCcmon(home: ClaudeHome, env: Record<string, string>): Promise<LiveCcmon> {
	const folder = temporaryFolder();
	const stateDir = folder.at('state');
	const clock = Date.now;
	const monitor = createMonitor(createLedger({dayOf: localDay}), clock);
	const {emit} = monitor;
	const fleet = await openFleet({
		configDirs: [home.configDir],
		onlyNamedFolders: false,
		stateDir,
		receive: false,
		emit,
		...withoutIndex,
		clock,
	});
	await fleet.ready;
	monitor.show();
	const {deps} = openAct({monitor, stateDir, clock, env: {...home.env, ...env}});
	return {
		deps,
		sessions: () => [...monitor.store.getState().sessions.values()],
		async close() {
			await fleet.close();
			monitor.close();
			folder.remove();
		},
	};
}
