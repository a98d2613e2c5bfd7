/** The changes that setup makes to settings, and their reverse. */
import {isDeepStrictEqual} from 'node:util';
import type {Node} from 'jsonc-parser';
import {effectiveVariables, enableVariable, noManaged, signals, variablesOf} from '../claude/telemetry/exporters.ts';
import {type Json, type KeyPath, removeValue, setValue} from './edit.ts';
import {isOwn} from './exporters.ts';
import {readTree, valueAt, variablesIn} from './settings-tree.ts';
import {readOwnCommand} from './statusline-command.ts';

export interface Change {
	path: KeyPath;
	/** Missing: there was no such key. */
	before?: Json;
	after: Json;
}

/** Sets only what differs from `after`. */
export function applyChanges(text: string, changes: readonly Change[]): string {
	let result = text;
	for (const {path, after} of changes) {
		if (!isStillOurs(valueAt(readTree(result), path), after)) result = setValue(result, path, after);
	}
	return result;
}

/**
 * Undoes the changes, except for values that were changed since: those keys are in `kept`. An `env` that
 * is empty afterwards is removed, too, unless `keepEnv`: it was there before.
 */
export function reverseChanges(
	text: string,
	changes: readonly Change[],
	keepEnv = false,
): {text: string; kept: string[]} {
	let result = text;
	const kept: string[] = [];
	for (const {path, before, after} of changes) {
		const now = valueAt(readTree(result), path);
		if (now === undefined && before === undefined) continue;
		if (!isStillOurs(now, after)) kept.push(path.join('.'));
		else result = before === undefined ? removeValue(result, path) : setValue(result, path, before);
	}
	const env = valueAt(readTree(result), ['env']);
	const emptied = !keepEnv && changes.some(({path}) => path[0] === 'env') && isDeepStrictEqual(env, {});
	return {text: emptied ? removeValue(result, ['env']) : result, kept};
}

function isStillOurs(now: Json | undefined, after: Json): boolean {
	// Padding or an interval added to ccmon's status line makes no sense without its command.
	return isDeepStrictEqual(now, after) || (commandOf(now) !== null && commandOf(now) === commandOf(after));
}

export function commandOf(statusLine: Json | undefined): string | null {
	if (typeof statusLine !== 'object' || statusLine === null || !('command' in statusLine)) return null;
	return typeof statusLine.command === 'string' ? statusLine.command : null;
}

/** Reconstructs the changes if their record is lost: ccmon's token and script mark its own keys. */
export function changesByMarks(tree: Node): Change[] {
	const lookUp = effectiveVariables([variablesIn(tree)], noManaged);
	const own = signals.filter(signal => isOwn(signal, lookUp));
	const changes: Change[] = [];
	for (const name of own.length > 0 ? [enableVariable] : []) changes.push(...absentBefore(tree, ['env', name]));
	for (const signal of own) {
		const {exporter, ...others} = variablesOf(signal);
		const rest = (lookUp(exporter) ?? '').split(',').filter(name => name.trim() !== 'otlp');
		const after = valueAt(tree, ['env', exporter]);
		if (after !== undefined) {
			changes.push({path: ['env', exporter], ...(rest.length > 0 ? {before: rest.join(',')} : {}), after});
		}
		for (const name of Object.values(others)) changes.push(...absentBefore(tree, ['env', name]));
	}
	const command = commandOf(valueAt(tree, ['statusLine']));
	const found = command === null ? null : readOwnCommand(command);
	if (command === null || !found) return changes;
	if (found.previous === null) return [...changes, ...absentBefore(tree, ['statusLine'])];
	return [...changes, {path: ['statusLine', 'command'], before: found.previous, after: command}];
}

function absentBefore(tree: Node, path: KeyPath): Change[] {
	const after = valueAt(tree, path);
	return after === undefined ? [] : [{path, after}];
}
