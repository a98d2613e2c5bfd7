/** The running sessions, for commands without a screen. */
import type {ProcessInfo} from '../claude/events.ts';
import {createRegistryWatcher} from '../live/registry/watch.ts';
import type {Settings} from './settings.ts';

export function runningSessions({configDirs, clock}: Pick<Settings, 'configDirs' | 'clock'>): readonly ProcessInfo[] {
	const running = new Map<number | string, ProcessInfo>();
	const registry = createRegistryWatcher({
		configDirs,
		clock,
		emit(event) {
			if (event.type === 'process.seen') running.set(event.process.pid ?? event.process.sessionId, event.process);
		},
	});
	registry.close();
	return [...running.values()];
}
