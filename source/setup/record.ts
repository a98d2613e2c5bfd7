/** What setup did to one config folder, so that it can be undone: the backup and the list of changes, owner-only. */
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, realpathSync, rmSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import * as v from 'valibot';
import {readSmallFile, UnsafeFileError, writeOwnerFile} from '../platform/owner-file.ts';
import type {Change} from './changes.ts';
import type {Json} from './edit.ts';

export interface SetupRecord {
	configDir: string;
	/** The settings file as it was; null: there was none. */
	before: Buffer | null;
	/** SHA-256 of the settings file as setup left it. */
	afterHash: string;
	changes: Change[];
	/** Exporter variables that were set outside the settings, to be known again when setup runs elsewhere. */
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
	let real = resolve(configDir);
	try {
		real = realpathSync(configDir);
	} catch {
		// Gone since: its name is what is left.
	}
	return createHash('sha256').update(real).digest('hex').slice(0, 16);
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const recordsFolder = (stateDir: string) => join(stateDir, 'setup');
const folderOf = (stateDir: string, id: string) => join(recordsFolder(stateDir), id);
const recordPath = (stateDir: string, id: string) => join(folderOf(stateDir, id), 'record.json');
export const backupPath = (stateDir: string, id: string): string => join(folderOf(stateDir, id), 'settings.json');

/** Null: setup has not run for this folder, or what it noted cannot be used. Throws when the file is not safe to use. */
export function loadRecord(stateDir: string, id: string): SetupRecord | null {
	const text = readSmallFile(recordPath(stateDir, id), {maxBytes: 8_000_000, ownerOnly: true});
	if (text === null) return null;
	try {
		const {configDir, existed, afterHash, changes, environment} = v.parse(shape, JSON.parse(text));
		const before = existed ? readFileSync(backupPath(stateDir, id)) : null;
		return {configDir, before, afterHash, changes, environment};
	} catch (error) {
		if (error instanceof UnsafeFileError) throw error;
		return null;
	}
}

/** Throws when it cannot be written. */
export function saveRecord(stateDir: string, id: string, record: SetupRecord): void {
	const {configDir, before, afterHash, changes, environment} = record;
	if (before) writeOwnerFile(backupPath(stateDir, id), before);
	const content = {schema: 1, configDir, existed: before !== null, afterHash, changes, environment};
	writeOwnerFile(recordPath(stateDir, id), `${JSON.stringify(content, null, '\t')}\n`);
}

/** When setup last changed this folder's settings, in ms; null: it has not. */
export function setUpAt(stateDir: string, id: string): number | null {
	return statSync(recordPath(stateDir, id), {throwIfNoEntry: false})?.mtimeMs ?? null;
}

export function removeRecord(stateDir: string, id: string): void {
	rmSync(folderOf(stateDir, id), {recursive: true, force: true});
}

/** Whether any config folder is set up. */
export function hasRecords(stateDir: string): boolean {
	try {
		return readdirSync(recordsFolder(stateDir)).length > 0;
	} catch {
		return false;
	}
}
