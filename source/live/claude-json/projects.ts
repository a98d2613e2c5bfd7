/** The folders in which Claude Code was used, as `.claude.json` lists them. Nothing else in that file is passed on. */
import * as v from 'valibot';
import {claudeJsonPaths} from '../../index/config-folders.ts';
import {readJsonFile} from '../../platform/json-file.ts';

/** A larger file takes too long to read while somebody waits. */
const maxFileBytes = 8 * 1024 * 1024;
const shape = v.object({projects: v.optional(v.record(v.string(), v.unknown()), {})});
const trusted = v.object({hasTrustDialogAccepted: v.literal(true)});

/** In the order of the file; empty if it cannot be read. Never throws. */
export function readProjectFolders(configDir: string, home: string): string[] {
	const files = readProjects(configDir, home).map(projects => Object.keys(projects));
	const folders = files.find(names => names.length > 0) ?? [];
	return folders.filter(folder => folder.startsWith('/'));
}

/** The trusted folders; null if no file can be read. Never throws. */
export function readTrustedFolders(configDir: string, home: string): ReadonlySet<string> | null {
	const files = readProjects(configDir, home);
	if (files.length === 0) return null;
	const projects = files.flatMap(file => Object.entries(file));
	return new Set(projects.filter(([, project]) => v.is(trusted, project)).map(([folder]) => folder));
}

/** By folder, from each readable file in the places where it may be. */
function readProjects(configDir: string, home: string): Record<string, unknown>[] {
	const files = claudeJsonPaths(configDir, home).map(path =>
		readJsonFile(path, shape, {maxBytes: maxFileBytes, followLinks: true}),
	);
	return files.flatMap(file => (file ? [file.projects] : []));
}
