/** SECURITY.md names a test for each of its lines. */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const lines = readFileSync(path.join(root, 'SECURITY.md'), 'utf8').split('\n');

test('every line of a table is held by tests that are there', () => {
	const rows = lines.filter(line => line.startsWith('| ') && !line.startsWith('| cannot'));
	expect(rows.length).toBeGreaterThan(10);
	for (const row of rows) {
		const tests = [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file!);
		expect(tests, row).not.toEqual([]);
		for (const file of tests) expect(existsSync(path.join(root, file)), file).toBe(true);
	}
});
