/** kitty's remote control over its socket: https://sw.kovidgoyal.net/kitty/rc_protocol/ */
import {createConnection} from 'node:net';
import * as v from 'valibot';
import {parseObject} from '../../../claude/transcript/object.ts';
import {TerminalLostError} from '../terminal.ts';

/** The oldest version that understands these commands; kitty refuses a client that is newer than itself. */
const version = [0, 26, 0];
const answerMs = 3000;
const answerLength = 16 * 1024 * 1024;
const answerEnd = '\x1b\\';

const answerSchema = v.object({
	ok: v.boolean(),
	data: v.optional(v.union([v.string(), v.null()])),
	error: v.optional(v.string()),
});

/** The answer's data, empty if there is none. Throws `TerminalLostError` if kitty refuses or is gone. */
export async function askKitty(socket: string, command: string, payload: object): Promise<string> {
	const text = await exchange(socket, {cmd: command, version, no_response: false, payload}, true);
	const answer = v.safeParse(answerSchema, parseObject(text));
	if (!answer.success) throw new TerminalLostError('the answer of kitty cannot be read');
	if (!answer.output.ok) throw new TerminalLostError(`kitty refused: ${answer.output.error?.slice(0, 200) ?? ''}`);
	return answer.output.data ?? '';
}

/** The same for commands that some versions do not answer. */
export async function tellKitty(socket: string, command: string, payload: object): Promise<void> {
	await exchange(socket, {cmd: command, version, no_response: true, payload}, false);
}

/** Requests and answers are JSON in a device control string. Settled with the answer, else when the request is written. */
function exchange(socket: string, request: object, answered: boolean): Promise<string> {
	return new Promise((resolve, reject) => {
		// A leading @ means a Linux abstract socket, which Node spells with a NUL.
		const connection = createConnection(socket.replace(/^@/, '\0'));
		const lose = (reason: string) => {
			connection.destroy();
			reject(new TerminalLostError(`kitty does not answer: ${reason}`));
		};
		const pieces: string[] = [];
		let length = 0;
		connection.setTimeout(answerMs, () => lose(`no answer within ${answerMs / 1000} s`));
		connection.setEncoding('utf8');
		connection.on('error', error => lose(error.message));
		connection.on('close', () => lose('it has closed the connection'));
		connection.on('data', (data: string) => {
			// Its end may be cut in two.
			const last = (pieces.at(-1)?.at(-1) ?? '') + data;
			pieces.push(data);
			length += data.length;
			if (length > answerLength) return lose('its answer is too long');
			if (!last.includes(answerEnd)) return;
			const text = pieces.join('');
			resolve(text.slice(text.indexOf('{'), text.indexOf(answerEnd)));
			connection.end();
		});
		connection.write(`\x1bP@kitty-cmd${JSON.stringify(request)}\x1b\\`, () => {
			if (answered) return;
			resolve('');
			connection.end();
		});
	});
}
