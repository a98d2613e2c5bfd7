/**
 * Finds the records in the bytes of a transcript, however they are laid out: one per line, several on one line, or one after
 * the beginning of another that was cut off. See walk.assembly.ts for how. One walker with one window of bytes is enough,
 * since reading is synchronous: what was found in a record is taken out before the next one is asked for.
 */
import {keysToFind} from './record-fields.ts';
import {walkerCode} from './walker.wasm.ts';

/** @types/node declares only its name. */
declare const WebAssembly: {
	Module: new (code: Uint8Array) => object;
	Instance: new (module: object) => {exports: unknown};
};

type Global = {readonly value: number};

/** What walk.assembly.ts exports. All positions are byte offsets in the walker's memory. */
interface WalkerCode {
	memory: {buffer: ArrayBuffer};
	window: Global;
	windowBytes: Global;
	places: Global;
	counts: Global;
	hashes: Global;
	files: Global;
	/** The key must be at the start of the window, followed by a quote. */
	learnKey(level: number, field: number, found: number, inner: number): void;
	/** Returns the type of the next record; 0: there is no other complete one. */
	nextRecord(at: number, end: number, goesIntoLists: boolean): number;
	/** Called before a read, with the state in which the last one stopped. */
	begin(damages: number, isInDamage: boolean, lastAnswer: number): void;
	/** Damaged places so far, and whether the bytes before the next record or line are part of the last one. */
	damages: Global;
	isInDamage: Global;
	countDamage(): void;
	/** A hash of the last answer's id and usage. */
	lastAnswer: Global;
	/** Continues skipping a record; returns its end, or 0 if it stopped earlier. `keptBytes` before `at` must be kept in memory. */
	skimOn(at: number, end: number, depth: number, next: number, mayWrap: boolean): number;
	keptBytes: Global;
	stoppedAt: Global;
	restartAt: Global;
	goOnAt: Global;
	goOnDepth: Global;
	goOnWith: Global;
}

export interface RecordWalker {
	code: WalkerCode;
	/** All of its memory. */
	bytes: Buffer;
	/** Where the window begins in it, and where it ends. */
	window: number;
	windowEnd: number;
	/** By field, start and end of what was found in the record; a start of 0: absent. */
	places: Uint32Array;
	/** By field; -1: absent. */
	counts: Float64Array;
	/** By field; 0: absent. */
	hashes: Float64Array;
	/** The number of files that the record names, then starts and ends of their paths. */
	files: Uint32Array;
}

let walker: RecordWalker | null = null;

/** The walker of this thread, compiled on first use: most runs find nothing new to read. */
export function recordWalker(): RecordWalker {
	walker ??= createWalker();
	return walker;
}

function createWalker(): RecordWalker {
	const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(walkerCode, 'base64')));
	const code = instance.exports as unknown as WalkerCode;
	const {buffer} = code.memory;
	const bytes = Buffer.from(buffer);
	const window = code.window.value;
	for (const [level, key, field, found, innerLevel = 0] of keysToFind) {
		bytes.write(`${key}"`, window, 'latin1');
		code.learnKey(level, field, found, innerLevel);
	}
	return {
		...{code, bytes, window, windowEnd: window + code.windowBytes.value},
		places: new Uint32Array(buffer, code.places.value, 76),
		counts: new Float64Array(buffer, code.counts.value, 16),
		hashes: new Float64Array(buffer, code.hashes.value, 34),
		files: new Uint32Array(buffer, code.files.value, 129),
	};
}
