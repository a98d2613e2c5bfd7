/**
 * Which requests were begun, and what came of them: files by the request's id, so that also the next connection knows.
 * Of two processes that get the same request, one carries it out.
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
	/** Its sender asked about it before it came, and was answered that it will not be carried out. */
	v.object({state: v.literal('void')}),
]);

export type Fate = {state: 'finished'; reply: Reply} | {state: 'underway' | 'lost' | 'unknown'};

export interface RequestIds {
	/**
	 * True: it is new, and nobody else will carry it out. Otherwise what became of it (`unknown`: it was given up). Throws
	 * when that cannot be written down.
	 */
	begin(id: string): true | Fate;
	/** Writes down what came of it. Throws what the file system says. */
	finish(id: string, reply: Reply): void;
	/** What became of it. One that is `unknown` is given up: it is not begun any more. Throws when that cannot be kept. */
	ask(id: string): Fate;
}

/** Ids are those of the protocol: they can be names of files. */
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
