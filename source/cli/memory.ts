/** Previously typed texts, newest first, offered by the up key. Kept in an owner-only file if one is given. */
import * as v from 'valibot';
import {readJsonFile} from '../platform/json-file.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';

export interface Memory {
	list(): readonly string[];
	add(text: string): void;
}

const maxBytes = 1024 * 1024;

export function openMemory(file: string | null, most = 50): Memory {
	let texts = file === null ? [] : read(file).slice(0, most);
	return {
		list: () => texts,
		add(text) {
			texts = [text, ...texts.filter(other => other !== text)].slice(0, most);
			if (file === null) return;
			try {
				writeOwnerFile(file, `${JSON.stringify(texts)}\n`);
			} catch {
				// Then it is remembered only until this ccmon ends.
			}
		},
	};
}

const read = (file: string) =>
	(readJsonFile(file, v.array(v.unknown()), {maxBytes, ownerOnly: true}) ?? []).filter(
		text => typeof text === 'string',
	);
