// Keeps the one function that is written in asm.js as it is: esbuild takes it for any other, and rewrites it to what V8 no
// longer compiles before it runs. As a text it is left alone. Without the function where it is looked for, the build stops.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

const beginning = 'export function createLineKernel(';

export const keepAsm: Plugin = {
	name: 'keep-asm',
	setup(bundler) {
		bundler.onLoad({filter: /[\\/]line-kernel\.ts$/}, ({path}) => {
			const text = readFileSync(path, 'utf8');
			const at = text.indexOf(beginning);
			if (at < 0) return {errors: [{text: `${path} has no ${beginning}…: see scripts/keep-asm.ts`}]};
			const code = `(${withoutTypes(text.slice(at + 'export '.length)).trimEnd()})`;
			const kept = `export const createLineKernel: Function = (0, eval)(${JSON.stringify(code)});`;
			return {contents: text.slice(0, at) + kept, loader: 'ts'};
		});
	},
};

/** It has few kinds of them. Were one left over, the first start would say so. */
const withoutTypes = (code: string) =>
	code.replace(/: (?:number|void|[A-Z]\w+|object)(?=[,){ ])/g, '').replaceAll(']!', ']');
