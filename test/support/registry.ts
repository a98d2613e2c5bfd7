/** What the real Claude Code says about its sessions in the registry of its config folder, read without ccmon's code. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {isRunning} from './process.ts';

/** A registry file; more is in it than is named here. */
export interface RegistryEntry {
	pid: number;
	sessionId: string;
	status: string;
	waitingFor?: string;
	name?: string;
	cwd: string;
	kind: string;
	entrypoint: string;
	tmux?: string;
	procStart: string;
	pidDomain: string;
	/** Kept warm by the daemon for its next background session. */
	spare?: boolean;
}

type Place = {configDir: string};

/** Of the session with this process, or the one that it had. Throws when there is none. */
export const registryEntry = ({configDir}: Place, pid: number): RegistryEntry =>
	readEntry(path.join(configDir, 'sessions', `${pid}.json`));

/** Of all running sessions, in no order; without the daemon's own processes. */
export function runningEntries({configDir}: Place): RegistryEntry[] {
	return globSync('sessions/*.json', {cwd: configDir})
		.flatMap(file => {
			try {
				return readEntry(path.join(configDir, file));
			} catch {
				return [];
			}
		})
		.filter(({pid, kind, spare}) => isRunning(pid) && !kind.startsWith('daemon') && spare !== true);
}

/** Claude Code writes in place: a file that is half written is whole a moment later. */
function readEntry(file: string): RegistryEntry {
	for (let tries = 1; ; tries++) {
		const text = readFileSync(file, 'utf8');
		try {
			return JSON.parse(text);
		} catch (error) {
			if (tries === 100) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
