/** Inputs that failed once: each is tried again by every run of the tests. */
import {createHash} from 'node:crypto';
import {globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../fixtures/fuzz');

export interface Kept {
	edge: string;
	/** What went wrong then. */
	error: string;
	input: unknown;
}

/** Gives the file's path. */
export function keep(kept: Kept): string {
	const text = `${JSON.stringify(kept, null, '\t')}\n`;
	const id = createHash('sha256').update(JSON.stringify(kept.input)).digest('hex').slice(0, 8);
	const file = path.join(folder, kept.edge, `${id}.json`);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
	return file;
}

export function readKept(): {name: string; kept: Kept}[] {
	return globSync('*/*.json', {cwd: folder}).map(name => ({
		name,
		kept: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Kept,
	}));
}
