/**
 * What Claude Code's registry says of one running process at this moment, read from its file `sessions/<pid>.json`.
 * The monitor's own picture may be a tenth of a second old: too old to type by.
 */
import {join} from 'node:path';
import {maxRegistryFileBytes, parseRegistryFile} from '../claude/registry/parse.ts';
import {smallFileOrNull} from '../platform/small-file.ts';
import type {FreshStatus} from './guards.ts';

/** Null: there is no such file, or it is unreadable. Never throws. */
export function readRegistryStatus(configDir: string, pid: number): FreshStatus | null {
	const path = join(configDir, 'sessions', `${pid}.json`);
	// Claude Code rewrites it in place: read at the wrong moment, it is incomplete.
	for (let attempt = 0; attempt < 5; attempt++) {
		const content = smallFileOrNull(path, {maxBytes: maxRegistryFileBytes});
		if (content === null) return null;
		const reading = parseRegistryFile(content, {configDir, pid, fallbackStartedAt: 0});
		if (reading.type === 'internal') return null;
		if (reading.type === 'session') {
			const {sessionId, status, waitingFor} = reading.process;
			return {sessionId, status, waitingFor, parkedJobId: reading.parkedJobId};
		}
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4);
	}
	return null;
}
