/** Setup's conversation with the person at the terminal. */
import {createInterface} from 'node:readline/promises';
import type {SetupIo} from './run.ts';

export function terminalIo(
	input: NodeJS.ReadableStream,
	output: NodeJS.WritableStream & {isTTY?: boolean},
	environment: Readonly<Record<string, string | undefined>>,
): SetupIo {
	return {
		write: text => void output.write(text),
		async ask(question) {
			const lines = createInterface({input, output});
			// The end of the input, or ctrl+c, is a no.
			const ended = new Promise<string>(resolve => lines.once('close', () => resolve('')));
			const answer = await Promise.race([lines.question(question), ended]);
			lines.close();
			return /^y(es)?$/i.test(answer.trim());
		},
		color: output.isTTY === true && !environment.NO_COLOR,
	};
}
