/** A file of settings with a folder of further ones beside it, as `/etc` has them. */
import {join} from 'node:path';
import {readDirectoryOrEmpty} from './files.ts';
import {readSmallFile} from './small-file.ts';

export interface DropIn {
	path: string;
	/** Null: it exists but cannot be read. */
	text: string | null;
}

/** `file`, then the folder's `*.json` by name: later ones override earlier ones. Missing files are left out. */
export function readDropIns(file: string, folder: string, maxBytes: number): DropIn[] {
	return [file, ...namesIn(folder).map(name => join(folder, name))].flatMap((path): DropIn[] => {
		try {
			const text = readSmallFile(path, {maxBytes, followLinks: true});
			return text === null ? [] : [{path, text}];
		} catch {
			return [{path, text: null}];
		}
	});
}

function namesIn(folder: string): string[] {
	return readDirectoryOrEmpty(folder)
		.filter(name => name.endsWith('.json') && !name.startsWith('.'))
		.sort();
}
