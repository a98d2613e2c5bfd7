// Compiles the transcript walker, which is written in AssemblyScript, into a module that holds its WebAssembly as a text.
// The module is kept in the repository, so that tests, bundles and a fresh clone need no step before them; a test fails
// when it is stale. `npm run build` writes it.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'source/claude/transcript/walker');
export const walkerModule = path.join(folder, 'walker.wasm.ts');

/** The text of walker.wasm.ts, made from the sources as they are. */
export function compileWalker(): string {
	const output = mkdtempSync(path.join(tmpdir(), 'ccmon-walker-'));
	const code = path.join(output, 'walker.wasm');
	try {
		execFileSync(process.execPath, [
			...[path.join(root, 'node_modules/assemblyscript/bin/asc.js'), 'walk.assembly.ts', '--baseDir', folder],
			...['--outFile', path.relative(folder, code), '--optimizeLevel', '3', '--noAssert', '--enable', 'simd'],
			// It allocates nothing and calls nothing. 64 kB of tables, 1 MB to walk over, and some room behind that.
			...['--runtime', 'stub', '--use', 'abort=', '--initialMemory', '18'],
		]);
		const text = readFileSync(code).toString('base64');
		return `/** Made by scripts/walker.ts from the .assembly.ts files beside it: WebAssembly in base64. */\nexport const walkerCode =\n\t'${text}';\n`;
	} finally {
		rmSync(output, {recursive: true, force: true});
	}
}

export function writeWalker(): void {
	writeFileSync(walkerModule, compileWalker());
}

if (process.argv[1] === import.meta.filename) writeWalker();
