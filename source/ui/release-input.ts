import {setImmediate as turn} from 'node:timers/promises';

/**
 * Stops reading the keyboard. While another program has the terminal, Ink only stops listening: Node goes on reading, and
 * would often take the first keys meant for that program. Listening again resumes reading.
 */
export async function releaseInput(stdin: NodeJS.ReadStream): Promise<void> {
	// A stream notices one turn later that its listener was removed.
	await turn();
	stdin.pause();
	await turn();
}
