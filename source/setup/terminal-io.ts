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
		ask: async question => /^y(es)?$/i.test(await askLine(input, output, question)),
		color: output.isTTY === true && !environment.NO_COLOR,
	};
}

/** The answer as typed, trimmed. The end of the input, or ctrl+c, is ''. */
export async function askLine(
	input: NodeJS.ReadableStream,
	output: NodeJS.WritableStream,
	question: string,
): Promise<string> {
	const lines = createInterface({input, output});
	const ended = new Promise<string>(resolve => lines.once('close', () => resolve('')));
	const answer = await Promise.race([lines.question(question), ended]);
	lines.close();
	return answer.trim();
}
