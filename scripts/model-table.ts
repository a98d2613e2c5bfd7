// The table of prices and windows, source/claude/models/models.json: what differs from it, and how it is written.
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Prices} from '../source/claude/models/models.ts';

export interface ModelRow extends Prices {
	window: number;
	fast?: Prices | undefined;
	above?: (Prices & {promptTokens: number}) | undefined;
}

export interface ModelTable {
	note: string;
	usInferenceMultiplier: number;
	webSearchPerRequest: number;
	models: Record<string, ModelRow>;
}

const file = path.resolve(import.meta.dirname, '../source/claude/models/models.json');

export const readTable = (): ModelTable => JSON.parse(readFileSync(file, 'utf8'));

export function writeTable(table: ModelTable): void {
	writeFileSync(file, `${JSON.stringify(table, null, '\t')}\n`);
}

/** One line for each figure that differs: `claude-opus-5 fast.cacheRead: 1 → 2`. */
export function differencesOf(id: string, known: ModelRow | undefined, asked: ModelRow): string[] {
	if (!known) return [`${id}: new, ${JSON.stringify(asked)}`];
	const [before, after] = [flat(known), flat(asked)];
	return [...new Set([...before.keys(), ...after.keys()])]
		.filter(name => before.get(name) !== after.get(name))
		.map(name => `${id} ${name}: ${before.get(name) ?? 'none'} → ${after.get(name) ?? 'none'}`);
}

function flat(row: object, prefix = ''): Map<string, number> {
	return new Map(
		Object.entries(row).flatMap(([name, value]): [string, number][] =>
			typeof value === 'number' ? [[prefix + name, value]] : [...flat(value ?? {}, `${prefix}${name}.`)],
		),
	);
}
