/** The table of prices and windows is Claude Code's own: asked one by one, as `npm run models` does. */
import {expect, onTestFinished, test} from 'vitest';
import {questionClaude} from '../../scripts/ask-models.ts';
import {differencesOf, readTable} from '../../scripts/model-table.ts';
import {findClaude} from '../support/claude-binary.ts';

const claude = await findClaude();

/** Of the public list: Claude Code does not know them any more. */
const retired = ['claude-3-opus', 'claude-3-sonnet', 'claude-3-haiku'];

test.skipIf(!claude)(
	'every price, step and window of the table is what Claude Code counts with',
	{timeout: 180_000},
	async () => {
		const questions = await questionClaude(claude!);
		onTestFinished(questions.close);
		const table = readTable();
		const unknown: string[] = [];
		const differences: string[] = [];
		for (const [model, known] of Object.entries(table.models)) {
			const {id, row} = await questions.ask(model);
			if (row === null) unknown.push(model);
			else differences.push(...differencesOf(id, known, row), ...(id === model ? [] : [`${model} is called ${id}`]));
		}
		expect(differences).toEqual([]);
		expect(unknown).toEqual(retired);
		expect(await questions.usInferenceMultiplier()).toBe(table.usInferenceMultiplier);
		expect(await questions.webSearchUsd()).toBe(table.webSearchPerRequest);
		// What it offers itself is in the table, too: a new model shows here.
		for (const model of questions.offered) expect(Object.keys(table.models)).toContain(model);
		expect(questions.offered.length).toBeGreaterThan(0);
	},
);
