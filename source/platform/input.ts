/** Reads standard input. */

/** All of it as UTF-8, without a final line feed. Null: more than `maxBytes`. */
export async function readInput(input: AsyncIterable<Buffer | string>, maxBytes: number): Promise<string | null> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const part of input) {
		const bytes = Buffer.from(part);
		length += bytes.length;
		if (length > maxBytes) return null;
		parts.push(bytes);
	}
	return Buffer.concat(parts)
		.toString('utf8')
		.replace(/\r?\n$/, '');
}
