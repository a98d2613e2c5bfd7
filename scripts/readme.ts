// Writes into README.md what is generated: the key list from the command table, the sample config. A test fails when it is
// stale. `npm run readme`.
import {readFileSync, writeFileSync} from 'node:fs';
import {commandTable} from '../source/commands/table.ts';
import {sampleConfig} from '../source/core/config-sample.ts';

const keyNames: Record<string, string> = {return: '⏎', space: 'space', escape: 'Esc', up: '↑', down: '↓', tab: 'Tab'};

function keyList(): string {
	const rows = commandTable().map(({keys, description}) => {
		const names = keys.map(key => `\`${keyNames[key] ?? key}\``).join(' ');
		return `| ${names} | ${description} |`;
	});
	return ['| key | what it does |', '|---|---|', ...rows].join('\n');
}

/** The README with its generated parts made anew. */
export function generateReadme(text: string): string {
	return text
		.replace(/(<!-- keys: [^>]*-->\n)[\s\S]*?(<!-- \/keys -->)/, (_, start, end) => `${start}\n${keyList()}\n\n${end}`)
		.replace(/(```toml\n)[\s\S]*?(```)/, (_, start, end) => start + sampleConfig + end);
}

if (process.argv[1] === import.meta.filename) {
	writeFileSync('README.md', generateReadme(readFileSync('README.md', 'utf8')));
}
