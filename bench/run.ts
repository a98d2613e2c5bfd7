/**
 * `npm run bench [NAME…] [-- --large]`: runs every bench, or those whose file name is given, and prints one table.
 * `--large`: also what takes minutes and gigabytes. `--save=VERSION`: into the column of that version in RESULTS.md, too.
 */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import stringWidth from 'string-width';
import {describeMachine, withResults} from './support/results.ts';
import {attempt, leftOut, type Row, toWork} from './support/row.ts';

const wanted = process.argv.slice(2).filter(name => !name.startsWith('--'));
const large = process.argv.includes('--large');
const names = readdirSync(import.meta.dirname)
	.filter(file => file.endsWith('.ts'))
	.map(file => path.parse(file).name)
	.filter(name => name !== 'run' && (wanted.length === 0 || wanted.includes(name)))
	.sort();

const version = process.argv.find(argument => argument.startsWith('--save='))?.slice('--save='.length);
const machine = describeMachine(new Date());

const table: Row[] = [];
for (const name of names) {
	const {rows} = (await import(`./${name}.ts`)) as {rows: (options: {large: boolean}) => Promise<Row[]>};
	console.error(`running ${name} …`);
	table.push(...(await attempt(name, () => rows({large}))));
}

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
const widest = (cell: (row: Row) => string) => Math.max(...table.map(row => stringWidth(cell(row))), 0);
const widths = [widest(row => row.name), widest(row => row.value), widest(row => row.limit)] as const;
for (const row of table) {
	const cells = [pad(row.name, widths[0]), pad(row.value, widths[1]), pad(row.limit, widths[2])];
	console.log(`${cells.join('  ')}  ${row.ok ? 'ok' : 'MISSED'}`);
}
if (version) {
	const file = path.join(import.meta.dirname, 'RESULTS.md');
	const measured = table.filter(({value, limit}) => value !== leftOut && limit !== toWork);
	writeFileSync(file, withResults(readFileSync(file, 'utf8'), version, machine, measured));
}
process.exit(table.every(row => row.ok) ? 0 : 1);
