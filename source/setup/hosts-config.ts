/** Adds a host to the config file as a table at its end, without changing anything else. */
import {dirname} from 'node:path';
import type {HostConfig} from '../core/config/hosts.ts';
import {reasonOf} from '../platform/files.ts';
import {ensureOwnerFolder} from '../platform/owner-file.ts';
import {replaceFile} from '../platform/replace-file.ts';
import {readSmallFile} from '../platform/small-file.ts';

/** What a person would write. */
export function hostTable({name, reach, command}: HostConfig): string {
	const quoted = (text: string) => JSON.stringify(text);
	const way =
		reach.type === 'ssh' ? `ssh = ${quoted(reach.destination)}` : `exec = [${reach.command.map(quoted).join(', ')}]`;
	return [`[hosts.${name}]`, way, ...(command === 'ccmon' ? [] : [`command = ${quoted(command)}`]), ''].join('\n');
}

/** Null: written; else what is left to do, and why. `isReadable`: whether the reader of the config understands a text. */
export function addHostToConfig(path: string, host: HostConfig, isReadable: (toml: string) => boolean): string | null {
	const byHand = `write it there yourself:\n\n${hostTable(host)}`;
	try {
		const before = readSmallFile(path, {maxBytes: 1024 * 1024, followLinks: true}) ?? '';
		const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
		const after = before + gap + hostTable(host);
		// TOML does not allow extending an inline table.
		if (!isReadable(after)) return byHand;
		if (before === '') ensureOwnerFolder(dirname(path));
		replaceFile(path, after, {mode: 0o600});
		return null;
	} catch (error) {
		return `cannot be written (${reasonOf(error)}): ${byHand}`;
	}
}
