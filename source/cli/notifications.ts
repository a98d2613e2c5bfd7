/** Notifies about waiting and finished sessions and about budgets while the monitor is open. */
import {join} from 'node:path';
import {createNotificationSender} from '../control/notifications/deliver.ts';
import {createNotifier} from '../control/notifications/notify.ts';
import {guarded} from '../core/guarded.ts';
import type {Monitor} from '../store.ts';
import {type Memory, openMemory} from './memory.ts';
import type {Settings} from './settings.ts';

/** How many notified budgets are remembered: more than any month needs. */
const mostNotified = 500;

/** Returns what ends it. */
export function openNotifications({store, emit}: Monitor, {config, stateDir}: Settings): () => void {
	let memory: Memory | null = null;
	const notified = () => {
		memory ??= openMemory(join(stateDir, 'notified-budgets.json'), mostNotified);
		return memory;
	};
	const notifier = createNotifier({
		config,
		// Not written again with each frame.
		markNotified: text => !notified().list().includes(text) && notified().add(text),
		minuteOfDay: at => new Date(at).getHours() * 60 + new Date(at).getMinutes(),
		send: createNotificationSender({
			notifications: config.notifications,
			env: process.env,
			write: text => process.stdout.write(text),
			problem: message => emit({type: 'problem', path: 'notifications.command', message, count: 1}),
		}),
	});
	return store.subscribe(
		guarded('notifying', emit, ({sessions, budgets, now}) => notifier.see(sessions.values(), budgets, now)),
	);
}
