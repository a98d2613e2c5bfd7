/** The folders in which Claude Code was used, as `.claude.json` lists them. Nothing else of that file leaves here. */
import * as v from 'valibot';
import {claudeJsonPaths} from '../../index/config-folders.ts';
import {readSmallFile} from '../../platform/small-file.ts';

/** A larger one takes too long to read while somebody waits for a question. */
const maxFileBytes = 8 * 1024 * 1024;
const shape = v.object({projects: v.record(v.string(), v.unknown())});

/** In the order of the file. Empty where it cannot be read: never throws. */
export function readProjectFolders(configDir: string, home: string): string[] {
	for (const path of claudeJsonPaths(configDir, home)) {
		try {
			const text = readSmallFile(path, {maxBytes: maxFileBytes, followLinks: true});
			const parsed = v.safeParse(shape, JSON.parse(text ?? ''));
			if (parsed.success) return Object.keys(parsed.output.projects).filter(folder => folder.startsWith('/'));
		} catch {
			// Another of the places may have it.
		}
	}
	return [];
}
