// Asks Claude Code for every price and window and prints what differs from the table. `npm run models -- [options] [models]`
//
//   --claude PATH   that Claude Code; without it, the one that the tests use
//   --write         writes the differences into the table
//   models          these; without them, those of the table and those that Claude Code itself offers
import {execFileSync} from 'node:child_process';
import {parseArgs} from 'node:util';
import {findClaude} from '../test/support/claude-binary.ts';
import {questionClaude} from './ask-models.ts';
import {differencesOf, readTable, writeTable} from './model-table.ts';

const {values, positionals} = parseArgs({
	options: {claude: {type: 'string'}, write: {type: 'boolean', default: false}},
	allowPositionals: true,
});
const binary = values.claude ?? (await findClaude());
if (binary === null) throw new Error('There is no Claude Code to ask: give its path with --claude.');
const version = /\d+\.\d+\.\d+/.exec(execFileSync(binary, ['--version'], {encoding: 'utf8'}))?.[0] ?? 'unknown';

const table = readTable();
const claude = await questionClaude(binary);
try {
	const asked = new Set<string>();
	let differences = 0;
	const say = (line: string) => {
		differences++;
		console.log(line);
	};
	for (const model of positionals.length > 0 ? positionals : [...Object.keys(table.models), ...claude.offered]) {
		if (asked.has(model)) continue;
		const {id, row} = await claude.ask(model);
		for (const name of [model, id]) asked.add(name);
		if (row === null) console.log(`${model}: not known to Claude Code ${version}`);
		else {
			differencesOf(id, table.models[id], row).forEach(say);
			table.models[id] = row;
		}
	}
	const [multiplier, searchUsd] = [await claude.usInferenceMultiplier(), await claude.webSearchUsd()];
	if (multiplier !== table.usInferenceMultiplier)
		say(`usInferenceMultiplier: ${table.usInferenceMultiplier} → ${multiplier}`);
	if (searchUsd !== table.webSearchPerRequest) say(`webSearchPerRequest: ${table.webSearchPerRequest} → ${searchUsd}`);
	Object.assign(table, {usInferenceMultiplier: multiplier, webSearchPerRequest: searchUsd});
	table.note = table.note.replace(/Claude Code \d+\.\d+\.\d+/, `Claude Code ${version}`);
	console.log(`${asked.size} models asked of Claude Code ${version}, ${differences} differences.`);
	if (values.write) writeTable(table);
} finally {
	await claude.close();
}
