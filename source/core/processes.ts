/** The running processes, and what else is known about each: its auto-compact settings and how its keyboard is reached. */
import type {AutoCompactSettings} from '../claude/compaction.ts';
import type {ProcessGone, ProcessInfo} from '../claude/events.ts';
import {autoCompactDefaults} from '../claude/settings/auto-compact.ts';

/** Null: it is not reached, or nothing would help. */
export interface Control {
	address: string | null;
	hint: string | null;
}

const noControl: Control = {address: null, hint: null};

/** Identifies a process, or a session known by its transcript alone. */
export function processKey(process: {configDir: string; pid: number | null; sessionId: string}): string {
	return `${process.configDir}#${process.pid ?? process.sessionId}`;
}

export function createProcesses() {
	const processes = new Map<string, ProcessInfo>();
	const autoCompact = new Map<string, AutoCompactSettings>();
	const controls = new Map<string, Control>();
	return {
		/** By their keys. */
		all: () => processes.entries(),
		/** The conversations that they are in. */
		sessionIds: () => new Set([...processes.values()].map(({sessionId}) => sessionId)),
		seen: (process: ProcessInfo) => void processes.set(processKey(process), process),
		/** Returns the conversation that it was in. */
		gone(event: ProcessGone): string {
			const key = processKey(event);
			const {sessionId} = processes.get(key) ?? event;
			for (const known of [processes, autoCompact, controls]) known.delete(key);
			return sessionId;
		},
		setAutoCompact: (key: string, settings: AutoCompactSettings) => void autoCompact.set(key, settings),
		/** False: it was known already. */
		setControl(key: string, control: Control): boolean {
			const known = controls.get(key);
			if (known?.address === control.address && known.hint === control.hint) return false;
			controls.set(key, control);
			return true;
		},
		/** Of the process that is in a conversation; null: none is. */
		autoCompactIn(sessionId: string): AutoCompactSettings | null {
			const found = processes.entries().find(([, process]) => process.sessionId === sessionId);
			return found === undefined ? null : (autoCompact.get(found[0]) ?? autoCompactDefaults);
		},
		settingsOf: (key: string) => ({
			autoCompact: autoCompact.get(key) ?? autoCompactDefaults,
			control: controls.get(key) ?? noControl,
		}),
	};
}
