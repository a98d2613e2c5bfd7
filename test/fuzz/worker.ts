/** Tries one edge for a while, in a process that may hang or die: its parent knows the input by then. */
import fc from 'fast-check';
import {edges} from './edges.ts';

export type WorkerMessage =
	| {type: 'trying'; input: unknown}
	| {type: 'done'; runs: number; failure: {input: unknown; error: string} | null};

const [name, seed, ms] = process.argv.slice(2);
const edge = edges.find(one => one.name === name);
if (!edge) throw new Error(`no edge is called ${name}`);
const tell = (message: WorkerMessage) => new Promise<void>(resolve => process.send?.(message, () => resolve()));

const details = await fc.check(
	fc.asyncProperty(edge.input, async input => {
		await tell({type: 'trying', input});
		await edge.check(input);
	}),
	{seed: Number(seed), numRuns: 1e9, interruptAfterTimeLimit: Number(ms), markInterruptAsFailure: false},
);
const {failed, counterexample, errorInstance, numRuns} = details;
const error = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
await tell({type: 'done', runs: numRuns, failure: failed && counterexample ? {input: counterexample[0], error} : null});
process.disconnect();
process.exit();
