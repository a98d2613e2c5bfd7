/** How many sessions run now, for commands without a screen. */
import {createRegistryWatcher} from '../live/registry/watch.ts';
import type {Settings} from './settings.ts';

export async function runningSessions({configDirs, clock}: Pick<Settings, 'configDirs' | 'clock'>): Promise<number> {
	const running = new Set<number | string>();
	const registry = createRegistryWatcher({
		configDirs,
		clock,
		emit(event) {
			if (event.type === 'process.seen') running.add(event.process.pid ?? event.process.sessionId);
		},
	});
	await registry.ready;
	registry.close();
	return running.size;
}
