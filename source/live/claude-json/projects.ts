/** The folders in which Claude Code was used, as `.claude.json` lists them. Nothing else of that file leaves here. */
import {readFileSync, statSync} from 'node:fs';
import * as v from 'valibot';
import {claudeJsonPaths} from './read.ts';

/** A larger one takes too long to read while somebody waits for a question. */
const maxFileBytes = 8 * 1024 * 1024;
const shape = v.object({projects: v.record(v.string(), v.unknown())});

/** In the order of the file. Empty where it cannot be read: never throws. */
export function readProjectFolders(configDir: string, home: string): string[] {
	for (const path of claudeJsonPaths(configDir, home)) {
		try {
			if (statSync(path).size > maxFileBytes) continue;
			const parsed = v.safeParse(shape, JSON.parse(readFileSync(path, 'utf8')));
			if (parsed.success) return Object.keys(parsed.output.projects).filter(folder => folder.startsWith('/'));
		} catch {
			// Another of the places may have it.
		}
	}
	return [];
}
