/** The page quotes what ccmon says: it has to say it, and the page has to know every check. */
import {globSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {commandNames, commands, commonOptions, optionsOf} from '../../source/cli/command-line.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const filesOf = (pattern: string) => globSync(pattern, {cwd: root.pathname});

const page = read('docs/troubleshooting.md');
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1]!);

test('ccmon says each sentence that the page quotes', () => {
	const source = [...filesOf('source/**/*.{ts,tsx}'), 'scripts/ccmon.cjs'].map(read).join('\n');
	const quotes = matches(page, /“([^”]+)”/g);
	expect(quotes.length).toBeGreaterThan(40);
	const isSaid = (quote: string) => quote.split('…').every(part => source.includes(part));
	expect(quotes.filter(quote => !isSaid(quote))).toEqual([]);
});

test.each([
	['why a host is not connected', 'source/live/hosts/trouble.ts', /\bmessage: '([^']+)'/g],
	['what is in front of the prompt box', 'source/claude/screen/prompt-box.ts', /\breason: '([^']+)'/g],
	['which dialogs are left alone', 'source/claude/screen/question-dialog.ts', /\bunknownDialog\('([^']+)'\)/g],
	['where keys of tmux would go', 'source/control/terminals/tmux.ts', /\belsewhere\('([^']+)'\)/g],
	['why a session is not reached', 'source/control/terminals/reach.ts', /\breturn '([^']+)'/g],
])('the page knows %s', (_, file, pattern) => {
	const quotes = matches(page, /“([^”]+)”/g);
	const sentences = matches(read(file), pattern);
	expect(sentences.length).toBeGreaterThan(1);
	expect(sentences.filter(sentence => !quotes.some(quote => sentence.includes(quote)))).toEqual([]);
});

test('the page has each check of the doctor, and no other', () => {
	const source = filesOf('source/setup/doctor/*.ts').map(read).join('\n');
	const checks = new Set(matches(source, /\b(?:ok|warn|missing)\(\s*'([a-z-]+)'/g));
	const rows = page.slice(page.indexOf("## The doctor's checks")).split('\n');
	const named = rows.flatMap(row => matches(row.split('|')[1] ?? '', /`([a-z-]+)`/g));
	expect(named.toSorted()).toEqual([...checks].toSorted());
});

test('the commands on the page exist, with these options', () => {
	const typed = matches(page, /(?:`| {4})ccmon ([^`\n]+)/g).map(line => line.split(' '));
	expect(typed.length).toBeGreaterThan(10);
	const options = [commands.monitor.options ?? [], commonOptions, ...commandNames.map(optionsOf)].flat();
	const known = new Set(options.map(({name}) => `--${name}`));
	for (const words of typed) {
		if (!words[0]!.startsWith('--')) expect([...commandNames, 'help']).toContain(words[0]);
		for (const word of words.filter(word => word.startsWith('--'))) expect([...known]).toContain(word);
	}
});
