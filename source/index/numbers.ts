/** Numbers as values of the database, in the byte order of the machine. */

export const bytesOf = (numbers: Float64Array | Uint32Array): Uint8Array =>
	new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** SQLite's values lie anywhere in memory, numbers must not: those in the wrong place are copied. */
export function doublesOf(value: unknown): Float64Array<ArrayBuffer> {
	const bytes = alignedTo(8, value as Uint8Array<ArrayBuffer>);
	return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

export function wordsOf(value: unknown): Uint32Array<ArrayBuffer> {
	const bytes = alignedTo(4, value as Uint8Array<ArrayBuffer>);
	return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

const alignedTo = (size: number, bytes: Uint8Array<ArrayBuffer>) =>
	bytes.byteOffset % size === 0 ? bytes : bytes.slice();
