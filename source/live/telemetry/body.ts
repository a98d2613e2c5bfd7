/** Reads and decodes the body of an accepted request, within limits. */
import type {IncomingMessage} from 'node:http';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';
import {type Admitted, maxBodyBytes, type Refusal} from './guard.ts';

const unzip = promisify(gunzip);

/** The bytes as received, or why not. Rejects when the sender disconnects. */
export function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		request.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length <= maxBodyBytes) chunks.push(chunk);
			else {
				// The caller discards the rest.
				request.removeAllListeners('data').pause();
				resolve({refused: 413, reason: `at most ${maxBodyBytes} bytes`});
			}
		});
		request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
		request.once('error', reject);
		request.once('close', () => reject(new Error('the sender went away')));
	});
}

/** The OTLP message as unchecked plain data, or why not. */
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
		// Protobuf is rare, and its decoder takes too long to load at the start.
		const {decodeProtobuf} = await import('../../claude/telemetry/protobuf.ts');
		return {message: decodeProtobuf(signal, bytes), refused: null};
	} catch {
		return {refused: 400, reason: `not a valid ${encoding} body`};
	}
}
