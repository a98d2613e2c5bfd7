// Puts source/ui/frame/row-cache.ts between Ink and its costliest modules. An Ink that is built otherwise stops the
// build with a sentence: better than a screen that silently takes three times the CPU.
import path from 'node:path';
import type {Plugin} from 'esbuild';

const cacheFile = path.resolve(import.meta.dirname, '../source/ui/frame/row-cache.ts');

export const fastFrames: Plugin = {
	name: 'fast-frames',
	setup(build) {
		let isDrawing = false;
		let isCached = false;
		build.onLoad({filter: /[\\/]ink[\\/]build[\\/]renderer\.js$/}, () => {
			isDrawing = true;
			return undefined;
		});
		const behind = (cache: string) => (real: string) =>
			`import real from ${JSON.stringify(real)};import {${cache}} from ${JSON.stringify(cacheFile)};export default ${cache}(real);`;
		/** Loaded when something has to be measured: its patterns take longer to read than a screen takes to draw. */
		const lateWidths = (real: string) =>
			`import {cacheWidths} from ${JSON.stringify(cacheFile)};let real;
			export default cacheWidths((...args) => (real ??= require(${JSON.stringify(real)}).default)(...args));`;
		const modules = [
			{filter: /^\.\/output\.js$/, importer: /\/ink\/build\/renderer\.js$/, contents: behind('cacheRows')},
			{filter: /^string-width$/, importer: /^(?!fast-frames:)/, contents: lateWidths},
		];
		for (const [index, {filter, importer, contents}] of modules.entries()) {
			build.onResolve({filter}, async ({path: wanted, importer: from, resolveDir, kind, pluginData}) => {
				if (pluginData === 'fast-frames' || !importer.test(from.replaceAll('\\', '/'))) return undefined;
				const real = await build.resolve(wanted, {resolveDir, kind, importer: from, pluginData: 'fast-frames'});
				if (index === 0) isCached = true;
				return {path: real.path, namespace: `fast-frames-${index}`, pluginData: real.path};
			});
			build.onLoad({filter: /.*/, namespace: `fast-frames-${index}`}, ({path: real}) => ({
				contents: contents(real),
				resolveDir: path.dirname(real),
			}));
		}
		build.onEnd(() =>
			isDrawing && !isCached
				? {errors: [{text: "Ink's renderer no longer imports ./output.js: see scripts/fast-frames.ts"}]}
				: {},
		);
	},
};
