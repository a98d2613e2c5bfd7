/** Reads and decodes the body of an admitted request, within bounds. */
import type {IncomingMessage} from 'node:http';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {type Admitted, maxBodyBytes, type Refusal} from './guard.ts';

const unzip = promisify(gunzip);

/** The bytes as they came, or why not. Rejects when the sender goes away. */
export function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		request.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length <= maxBodyBytes) chunks.push(chunk);
			else {
				// The one that answers discards the rest.
				request.removeAllListeners('data').pause();
				resolve({refused: 413, reason: `at most ${maxBodyBytes} bytes`});
			}
		});
		request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
		request.once('error', reject);
		request.once('close', () => reject(new Error('the sender went away')));
	});
}

/** The OTLP message as plain data of unchecked shape, or why not. */
export async function decodeBody(
	body: Buffer,
	{signal, encoding, gzipped}: Admitted,
): Promise<{message: unknown; refused: null} | Refusal> {
	let bytes = body;
	if (gzipped) {
		try {
			bytes = await unzip(body, {maxOutputLength: maxBodyBytes});
		} catch (error) {
			const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
			return tooLarge
				? {refused: 413, reason: `at most ${maxBodyBytes} bytes when unpacked`}
				: {refused: 400, reason: 'not valid gzip'};
		}
	}
	try {
		if (encoding === 'json') return {message: JSON.parse(bytes.toString('utf8')), refused: null};
		// Few send protobuf, and loading what reads it takes longer than a start should.
		const {decodeProtobuf} = await import('../../claude/telemetry/protobuf.ts');
		return {message: decodeProtobuf(signal, bytes), refused: null};
	} catch {
		return {refused: 400, reason: `not a valid ${encoding} body`};
	}
}
