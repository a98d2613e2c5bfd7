/** Records what setup did to a config folder, so that it can be undone: the backup and the list of changes, owner-only. */
import {createHash} from 'node:crypto';
import {join, resolve} from 'node:path';
import * as v from 'valibot';
import {readDirectoryOrEmpty, realPathOf, statOrNull} from '../platform/files.ts';
import {removeFolder, writeOwnerFile} from '../platform/owner-file.ts';
import {UnsafeFileError} from '../platform/plain-file.ts';
import {readSmallBytes, readSmallFile} from '../platform/small-file.ts';
import type {Change} from './changes.ts';
import type {Json} from './edit.ts';

export interface SetupRecord {
	configDir: string;
	/** The settings file as it was; null: there was none, or its backup has gone. */
	before: Buffer | null;
	/** SHA-256 of the settings file as setup left it; null: `before` is not what to go back to, the backup has gone. */
	afterHash: string | null;
	changes: Change[];
	/** Exporter variables that were set outside the settings, so that setup recognises them when it runs elsewhere. */
	environment: Record<string, string>;
}

const jsonShape: v.GenericSchema<Json> = v.custom<Json>(value => value !== undefined);

const shape = v.object({
	schema: v.literal(1),
	configDir: v.string(),
	existed: v.boolean(),
	afterHash: v.string(),
	changes: v.array(
		v.object({
			path: v.union([v.strictTuple([v.string()]), v.strictTuple([v.string(), v.string()])]),
			before: v.exactOptional(jsonShape),
			after: jsonShape,
		}),
	),
	environment: v.record(v.string(), v.string()),
});

/** 16 hexadecimal digits: the same for all names of one folder. */
export function folderId(configDir: string): string {
	// If the folder is gone, only its name is left.
	return createHash('sha256')
		.update(realPathOf(resolve(configDir)))
		.digest('hex')
		.slice(0, 16);
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const maxBytes = 8_000_000;
const recordsFolder = (stateDir: string) => join(stateDir, 'setup');
const folderOf = (stateDir: string, id: string) => join(recordsFolder(stateDir), id);
const recordPath = (stateDir: string, id: string) => join(folderOf(stateDir, id), 'record.json');
export const backupPath = (stateDir: string, id: string): string => join(folderOf(stateDir, id), 'settings.json');

/** Null: setup has not run for this folder, or the record is unusable. Throws if the file is not safe to use. */
export function loadRecord(stateDir: string, id: string): SetupRecord | null {
	const text = readSmallFile(recordPath(stateDir, id), {maxBytes, ownerOnly: true});
	if (text === null) return null;
	try {
		const {configDir, existed, afterHash, changes, environment} = v.parse(shape, JSON.parse(text));
		const before = existed ? readSmallBytes(backupPath(stateDir, id), {maxBytes, ownerOnly: true}) : null;
		const isLost = existed && before === null;
		return {configDir, before, afterHash: isLost ? null : afterHash, changes, environment};
	} catch (error) {
		if (error instanceof UnsafeFileError) throw error;
		return null;
	}
}

/** Throws if it cannot be written. */
export function saveRecord(stateDir: string, id: string, record: SetupRecord): void {
	const {configDir, before, afterHash, changes, environment} = record;
	if (before) writeOwnerFile(backupPath(stateDir, id), before);
	const content = {schema: 1, configDir, existed: before !== null, afterHash, changes, environment};
	writeOwnerFile(recordPath(stateDir, id), `${JSON.stringify(content, null, '\t')}\n`);
}

/** When setup last changed this folder's settings, in ms; null: it has not. */
export function setUpAt(stateDir: string, id: string): number | null {
	return statOrNull(recordPath(stateDir, id))?.mtimeMs ?? null;
}

export function removeRecord(stateDir: string, id: string): void {
	removeFolder(folderOf(stateDir, id));
}

/** Whether any config folder is set up. */
export function hasRecords(stateDir: string): boolean {
	return readDirectoryOrEmpty(recordsFolder(stateDir)).length > 0;
}
