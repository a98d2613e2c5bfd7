/** What the real Claude Code has done by the end of a turn or of a conversation. */
import {readFileSync} from 'node:fs';
import type {Stub} from './anthropic-stub.ts';
import type {ClaudeSession} from './claude.ts';
import {waitFor} from './wait.ts';

/** Submits a prompt and waits for its answer, until nothing more is asked of the stub and the session is idle. */
export async function takeTurn(claude: ClaudeSession, stub: Stub, text: string): Promise<void> {
	const mains = () => stub.ledger().filter(({purpose}) => purpose === 'main').length;
	const before = mains();
	await claude.submit(text);
	await waitFor(() => mains() > before && claude.registry().status === 'idle' && stub.pending() === 0, {
		what: 'the end of the turn',
		last: () => claude.pane.screen(),
	});
}

/** Dollars: Claude Code's own total, which it writes into the transcript when a conversation ends. */
export const ownTotal = (transcript: string): Promise<number> =>
	waitFor(
		() => {
			const lines = readFileSync(transcript, 'utf8').split('\n');
			const line = lines.findLast(text => text.includes('"cost-state"'));
			const total: unknown = line === undefined ? null : JSON.parse(line).totalCostUSD;
			return typeof total === 'number' ? total : null;
		},
		{what: `the total in ${transcript}`},
	);
