// Takes out of packages what they do at loading and a first frame does not need. A package that is written otherwise stops
// the build with a sentence, so that a slow start does not creep back in.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

interface Change {
	file: RegExp;
	from: RegExp;
	to: string;
}

const changes: readonly Change[] = [
	// Yoga asks fetch for its own inlined code, and Node's fetch takes longer to load than all of Ink.
	{file: /yoga-wasm-base64-esm\.js$/, from: /^/, to: 'const fetch = undefined;\n'},
	// Merely to read the pattern of all emoji takes longer than to draw a screen that has none.
	{
		file: /string-width[\\/]index\.js$/,
		from: /const rgiEmojiRegex = \/\^\\p\{RGI_Emoji\}\$\/v;/,
		to: 'let emoji; const rgiEmojiRegex = {test: text => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text)};',
	},
];

export const quickStart: Plugin = {
	name: 'quick-start',
	setup(bundler) {
		for (const {file, from, to} of changes)
			bundler.onLoad({filter: file}, ({path}) => {
				const text = readFileSync(path, 'utf8');
				if (!from.test(text)) return {errors: [{text: `${path} no longer has ${from}: see scripts/quick-start.ts`}]};
				return {contents: text.replace(from, () => to)};
			});
	},
};
