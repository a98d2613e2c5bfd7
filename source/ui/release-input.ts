import {setImmediate as turn} from 'node:timers/promises';

/**
 * Stops reading the keyboard. Ink only stops listening while another program has the terminal: Node goes on reading, and
 * the first keys meant for that program would be taken away from it, as often as not. Listening again starts the reading.
 */
export async function releaseInput(stdin: NodeJS.ReadStream): Promise<void> {
	// A stream notices only one turn later that its listener was removed; until then it considers itself paused.
	await turn();
	stdin.pause();
	await turn();
}
