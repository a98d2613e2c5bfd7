/** Small files of JSON, for a caller to whom one that is missing, cannot be read or is not as expected is as good as none. */
import * as v from 'valibot';
import {type ReadOptions, readSmallFile} from './small-file.ts';

/** Null: as good as none. Never throws. */
export function readJsonFile<Schema extends v.GenericSchema>(
	path: string,
	schema: Schema,
	options: ReadOptions,
): v.InferOutput<Schema> | null {
	try {
		return v.parse(schema, JSON.parse(readSmallFile(path, options) ?? ''));
	} catch {
		return null;
	}
}
