// Compiles the transcript walker, which is written in AssemblyScript, into a module that holds its WebAssembly as a text.
// That module is kept in the repository, so that tests, bundles and a fresh clone need no step before them; a test fails
// when it is stale. `npm run build` writes it.
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {main} from 'assemblyscript/asc';

const folder = path.join(import.meta.dirname, '../source/claude/transcript/walker');

/** The text of walker.wasm.ts, made from the sources as they are. */
export async function compileWalker(): Promise<string> {
	let code: Uint8Array | undefined;
	const {error, stderr} = await main(
		[
			...['walk.assembly.ts', '--outFile', 'walker.wasm', '--optimizeLevel', '3', '--noAssert', '--enable', 'simd'],
			// It allocates nothing and calls nothing. 64 kB of tables, then what it walks over.
			...['--runtime', 'stub', '--use', 'abort=', '--initialMemory', '18', '--baseDir', folder],
		],
		{
			writeFile(_name: string, data: string | Uint8Array) {
				if (typeof data !== 'string') code = data;
			},
		},
	);
	if (error || !code) throw new Error(`the walker does not compile:\n${stderr}`);
	const text = Buffer.from(code).toString('base64');
	return `/** Made by scripts/walker.ts from the .assembly.ts files beside it: WebAssembly in base64. */\nexport const walkerCode =\n\t'${text}';\n`;
}

export async function writeWalker(): Promise<void> {
	writeFileSync(path.join(folder, 'walker.wasm.ts'), await compileWalker());
}

if (process.argv[1] === import.meta.filename) await writeWalker();
