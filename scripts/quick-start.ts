// Takes out of packages what they do at loading and a first frame does not need. A package that is written otherwise stops
// the build with a sentence, so that a slow start does not creep back in.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

interface Change {
	file: RegExp;
	from: RegExp;
	to: (...found: string[]) => string;
}

const changes: readonly Change[] = [
	// Yoga decodes its code byte by byte and waits for it. Decoded by Node, and compiled at once, it is there in a fraction
	// of the time, and nothing that is bundled has to wait at loading, as a script cannot.
	{
		file: /yoga-wasm-base64-esm\.js$/,
		from: /"data:application\/octet-stream;base64,([\w+/=]+)";([\s\S]*)$/,
		to: (_, code = '', rest = '') => `"";${rest}\nexport const code = () => Buffer.from("${code}", "base64");`,
	},
	{
		file: /yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/,
		from: /import loadYoga from ([^;]+);([\s\S]*)const Yoga = wrapAssembly\(await loadYoga\(\)\);/,
		to: (_, from, rest) => `import loadYoga, {code} from ${from};${rest}
			const parts = {
				instantiateWasm(imports, receive) {
					const instance = new WebAssembly.Instance(new WebAssembly.Module(code()), imports);
					receive(instance);
					return instance.exports;
				},
			};
			loadYoga(parts);
			const Yoga = wrapAssembly(parts);`,
	},
	// Ink's devtools: they would be waited for, too.
	{
		file: /ink[\\/]build[\\/]reconciler\.js$/,
		from: /process\.env\['DEV'\] === 'true'/g,
		to: () => 'false',
	},
	// ink-table makes its keys with it. A row's own values do as well, and need neither a hash nor Node's crypto.
	{
		file: /object-hash[\\/]index\.js$/,
		from: /^[\s\S]*exports\.sha1 = [\s\S]*$/,
		to: () => 'exports.sha1 = value => JSON.stringify(value);',
	},
	// Merely to read the pattern of all emoji takes longer than to draw a screen that has none.
	{
		file: /string-width[\\/]index\.js$/,
		from: /const rgiEmojiRegex = \/\^\\p\{RGI_Emoji\}\$\/v;/,
		to: () => 'let emoji; const rgiEmojiRegex = {test: text => (emoji ??= /^\\p{RGI_Emoji}$/v).test(text)};',
	},
];

export const quickStart: Plugin = {
	name: 'quick-start',
	setup(bundler) {
		for (const {file, from, to} of changes)
			bundler.onLoad({filter: file}, ({path}) => {
				const text = readFileSync(path, 'utf8');
				if (!from.test(text)) return {errors: [{text: `${path} no longer has ${from}: see scripts/quick-start.ts`}]};
				return {contents: text.replace(from, to)};
			});
	},
};
