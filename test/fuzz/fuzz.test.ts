/** What failed once under `npm run fuzz`, and a few new inputs for every edge. A failure prints its seed. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {edges} from './edges.ts';
import {readKept} from './kept.ts';

const edgeOf = (name: string) => edges.find(edge => edge.name === name);

test.each(readKept())('$name holds', async ({kept}) => {
	const edge = edgeOf(kept.edge);
	expect(edge, `the edge ${kept.edge}`).toBeDefined();
	await edge?.check(kept.input);
});

test.each(edges)('$name holds for what is made up now', async edge => {
	let tried = 0;
	const property = fc.asyncProperty(edge.input, async input => {
		tried++;
		await edge.check(input);
	});
	await fc.assert(property, {numRuns: 10});
	expect(tried).toBeGreaterThanOrEqual(10);
});
