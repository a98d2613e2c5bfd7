/**
 * Settings that an organisation installs on the machine; they override the user's, key by key
 * (https://code.claude.com/docs/en/settings). Those delivered in other ways cannot be read here.
 */
import {join} from 'node:path';
import {managedDropIns, managedFile} from '../claude/settings/managed.ts';
import {type Managed, managedCauseOf, type Route, type Signal, type Variables} from '../claude/telemetry/exporters.ts';
import {readDropIns} from '../platform/drop-ins.ts';
import {parseSettings} from './edit.ts';
import {readTree, valueAt, variablesIn} from './settings-tree.ts';

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

/** The managed variables that decide where telemetry goes. */
export function managedExporters(managed: ManagedSettings): Managed {
	const variables = Object.assign({}, ...managed.files.map(({text}) => variablesIn(readTree(text))));
	const helper = managed.files.map(({text}) => valueAt(readTree(text), ['otelHeadersHelper'])).findLast(isText);
	return {variables, hasHeadersHelper: helper !== undefined && helper.trim() !== ''};
}

const isText = (value: unknown) => typeof value === 'string';

/**
 * A sentence that says why a signal does not go to ccmon; null: not because of managed settings. `sources`: the
 * variables of the environment and of settings, ccmon's among them.
 */
export function divertedBy(
	managed: ManagedSettings,
	{signal, route}: {signal: Signal; route: Route},
	sources: readonly Variables[],
): string | null {
	const cause = managedCauseOf(signal, sources, managedExporters(managed));
	if (cause === null) return null;
	const path = managed.files.findLast(({text}) => {
		const tree = readTree(text);
		return cause === 'otelHeadersHelper'
			? valueAt(tree, [cause]) !== undefined
			: Object.hasOwn(variablesIn(tree), cause);
	})?.path;
	const effect = route.exporters.includes('otlp')
		? `your ${signal} go to ${route.url}`
		: `your ${signal} are not exported`;
	return `Managed settings forbid it: ${path} sets ${cause}, which wins over your own settings, and ${effect}. Ask the people who manage them.`;
}

/** A sentence that says why the user's own status line is not shown. */
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
