/**
 * What Claude Code's registry says of one running process at this moment, read from its file `sessions/<pid>.json`.
 * The monitor's own picture may be a tenth of a second old: too old to type by.
 */
import {join} from 'node:path';
import * as v from 'valibot';
import type {ProcessStatus} from '../claude/events.ts';
import {readSmallFile} from '../platform/owner-file.ts';

export interface RegistryStatus {
	sessionId: string;
	status: ProcessStatus;
	waitingFor: string | null;
	/** The background job that the session went on as; its old terminal shows something else since. */
	parkedJobId: string | null;
}

const statuses: readonly ProcessStatus[] = ['idle', 'busy', 'waiting', 'shell'];
const text = v.fallback(v.nullable(v.string()), null);
const file = v.object({
	sessionId: v.string(),
	status: v.fallback(v.picklist<readonly ProcessStatus[]>(statuses), 'unknown'),
	waitingFor: text,
	parkedJobId: text,
});

/** Null: there is no such file, or nothing to be read in it. Never throws. */
export function readRegistryStatus(configDir: string, pid: number): RegistryStatus | null {
	const path = join(configDir, 'sessions', `${pid}.json`);
	// Claude Code rewrites it in place: a look at the wrong moment sees half of it.
	for (let attempt = 0; attempt < 5; attempt++) {
		const content = readContent(path);
		if (content === null) return null;
		const status = parse(content);
		if (status) return status;
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4);
	}
	return null;
}

function readContent(path: string): string | null {
	try {
		return readSmallFile(path, {maxBytes: 1 << 20});
	} catch {
		return null;
	}
}

function parse(content: string): RegistryStatus | null {
	try {
		const result = v.safeParse(file, JSON.parse(content));
		return result.success ? result.output : null;
	} catch {
		return null;
	}
}
