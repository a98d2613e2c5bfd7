// Takes out of packages what they wait for while they load, as a script cannot, and what takes long and a first frame does
// without (docs/decisions/kept-code.md). A package that is written otherwise stops the build with a sentence.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

interface Change {
	file: RegExp;
	from: RegExp;
	to: (...found: string[]) => string;
}

const changes: readonly Change[] = [
	// Yoga waits for its code to be compiled; compiled at once, it is there in a fraction of the time, too.
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
	// The first segmenter reads a dictionary; a first frame needs none. Of string-width's, see fast-frames.ts.
	{
		file: /(wrap-ansi[\\/]index|slice-ansi[\\/]tokenize-ansi|ansi-tokenize[\\/]build[\\/]tokenize|ink[\\/]build[\\/]line-update)\.js$/,
		from: /^(const \w+ = )(new Intl\.Segmenter\(.*\));$/m,
		to: (_, name, make) => `${name}{segment(text) { return (this.made ??= ${make}).segment(text); }};`,
	},
	// Ink's devtools.
	{
		file: /ink[\\/]build[\\/]reconciler\.js$/,
		from: /process\.env\['DEV'\] === 'true'/g,
		to: () => 'false',
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
