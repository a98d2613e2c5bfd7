/** Small JSON files, for callers that treat a missing, unreadable or unexpected file alike. */
import * as v from 'valibot';
import {type ReadOptions, readSmallFile} from './small-file.ts';

/** Null: missing, unreadable or unexpected. Never throws. */
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
