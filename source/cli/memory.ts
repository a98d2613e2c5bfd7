/** Previously typed texts, newest first, offered by the up key. Kept in an owner-only file if one is given. */
import * as v from 'valibot';
import {readJsonFile} from '../platform/json-file.ts';
import {withMutex} from '../platform/mutex.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';

export interface Memory {
	list(): readonly string[];
	/** True: it was known neither to this ccmon nor to another one with the same file. */
	add(text: string): boolean;
}

const maxBytes = 1024 * 1024;

export function openMemory(file: string | null, most = 50): Memory {
	const newest = (...lists: (readonly string[])[]) => [...new Set(lists.flat())].slice(0, most);
	let texts = file === null ? [] : newest(read(file));
	return {
		list: () => texts,
		add(text) {
			const before = texts;
			texts = newest([text], before);
			const isNew = (known: readonly string[]) => !known.includes(text);
			if (file === null) return isNew(before);
			try {
				return withMutex(file, () => {
					const stored = read(file);
					texts = newest([text], stored, before);
					writeOwnerFile(file, `${JSON.stringify(texts)}\n`);
					return isNew(stored);
				});
			} catch {
				// Then it is remembered only until this ccmon ends.
				return isNew(before);
			}
		},
	};
}

const read = (file: string) =>
	(readJsonFile(file, v.array(v.unknown()), {maxBytes, ownerOnly: true}) ?? []).filter(
		text => typeof text === 'string',
	);
