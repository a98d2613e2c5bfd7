/**
 * Settings that an organisation lays down on the machine; they win over the person's, key by key
 * (https://code.claude.com/docs/en/settings). Those that are delivered otherwise cannot be read here.
 */
import {join} from 'node:path';
import {managedDropIns, managedFile} from '../claude/settings/managed.ts';
import {readDropIns} from '../platform/drop-ins.ts';
import type {Change} from './changes.ts';
import {parseSettings} from './edit.ts';
import {readTree, valueAt} from './settings-tree.ts';

export interface ManagedFile {
	path: string;
	text: string;
}

export interface ManagedSettings {
	/** The later wins over the earlier. */
	files: ManagedFile[];
	/** Paths of those that are there and cannot be read or are not JSON. */
	unreadable: string[];
}

export function readManaged(folder: string): ManagedSettings {
	const managed: ManagedSettings = {files: [], unreadable: []};
	const maxBytes = 4 * 1024 * 1024;
	for (const {path, text} of readDropIns(join(folder, managedFile), join(folder, managedDropIns), maxBytes)) {
		if (text !== null && parseSettings(text)) managed.files.push({path, text});
		else managed.unreadable.push(path);
	}
	return managed;
}

/** Why telemetry cannot be set up, in one sentence: a managed value wins over one that setup would write. */
export function telemetryForbidden({files}: ManagedSettings, changes: readonly Change[]): string | null {
	for (const {path, after} of changes) {
		if (path[0] !== 'env' || path[1] === undefined) continue;
		for (const file of files.toReversed()) {
			const value = valueAt(readTree(file.text), ['env', path[1]]);
			if (value === undefined) continue;
			if (String(value) === after) break;
			return `Managed settings forbid it: ${file.path} sets ${path[1]}, which wins over your own settings. Ask the people who manage them.`;
		}
	}
	return null;
}

/** Why no status line of the person's own is shown, in one sentence. */
export function statusLineForbidden({files}: ManagedSettings): string | null {
	for (const {path, text} of files.toReversed()) {
		const tree = readTree(text);
		const key = ['statusLine', 'disableAllHooks', 'allowManagedHooksOnly'].find(name => {
			const value = valueAt(tree, [name]);
			return name === 'statusLine' ? value !== undefined && value !== null : value === true;
		});
		if (key) return `Managed settings allow no status line of your own (${path} sets "${key}"): it is left as it is.`;
	}
	return null;
}

export function managedNotes({unreadable}: ManagedSettings): string[] {
	return unreadable.map(path => `${path} cannot be read: what it sets wins over your settings, and may undo this.`);
}
