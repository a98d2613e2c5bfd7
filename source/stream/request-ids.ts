/**
 * Which requests were begun, and their outcomes: files named by the request's id, so that the next connection knows, too.
 * If two processes get the same request, only one carries it out.
 */
import {join} from 'node:path';
import * as v from 'valibot';
import {type Reply, replySchema} from '../core/hosts/requests.ts';
import {readDirectoryOrEmpty, statOrNull} from '../platform/files.ts';
import {readJsonFile} from '../platform/json-file.ts';
import {createOwnerFile, ensureOwnerFolder, removeFile, writeOwnerFile} from '../platform/owner-file.ts';
import {isSameProcess, readProcStart} from '../platform/process.ts';

/** How long an id is kept, in ms. */
const keptMs = 3_600_000;
const maxBytes = 64 * 1024;

const note = v.variant('state', [
	/** By this process. */
	v.object({state: v.literal('begun'), pid: v.number(), procStart: v.nullable(v.string())}),
	v.object({state: v.literal('finished'), reply: replySchema}),
	/** Its sender asked about it before it arrived, and was told that it will not be carried out. */
	v.object({state: v.literal('void')}),
]);

export type Fate = {state: 'finished'; reply: Reply} | {state: 'underway' | 'lost' | 'unknown'};

export interface RequestIds {
	/**
	 * True: it is new and claimed by this process. Otherwise its state (`unknown`: it was given up). Throws
	 * if it cannot be recorded.
	 */
	begin(id: string): true | Fate;
	/** Records the outcome. Throws file system errors. */
	finish(id: string, reply: Reply): void;
	/** Its state. An `unknown` request is given up: it will not be begun any more. Throws if that cannot be recorded. */
	ask(id: string): Fate;
}

/** Ids are checked by the protocol: they are safe as file names. */
export function openRequestIds(folder: string, clock: () => number): RequestIds {
	const pathOf = (id: string) => join(folder, `${id}.json`);
	const own = {state: 'begun', pid: process.pid, procStart: readProcStart(process.pid)};

	const create = (id: string, content: object): boolean => {
		ensureOwnerFolder(folder);
		return createOwnerFile(pathOf(id), JSON.stringify(content));
	};
	const fateOf = (id: string): Fate => {
		const found = readJsonFile(pathOf(id), note, {maxBytes});
		if (found === null) return {state: 'lost'};
		if (found.state === 'finished') return found;
		if (found.state === 'void') return {state: 'unknown'};
		return {state: isSameProcess(found.pid, found.procStart) ? 'underway' : 'lost'};
	};
	const forgetOld = () => {
		const names = readDirectoryOrEmpty(folder).filter(name => name.endsWith('.json'));
		for (const path of names.map(name => join(folder, name))) {
			if (clock() - (statOrNull(path)?.mtimeMs ?? clock()) > keptMs) removeFile(path);
		}
	};
	let forgotAt = clock();
	forgetOld();

	return {
		begin(id) {
			if (clock() - forgotAt > keptMs) {
				forgotAt = clock();
				forgetOld();
			}
			return create(id, own) || fateOf(id);
		},
		finish: (id, reply) => writeOwnerFile(pathOf(id), JSON.stringify({state: 'finished', reply})),
		ask: id => (create(id, {state: 'void'}) ? {state: 'unknown'} : fateOf(id)),
	};
}
