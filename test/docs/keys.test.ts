/** The guide's list is made from all commands there are: what one looks at alone does not see. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {tableOf} from './tables.ts';

test('no key means two things in one place', () => {
	const rows = tableOf(readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8'), 'key');
	const uses = rows.flatMap(row => {
		const place = /^In the (\w+) view:/.exec(row['what it does']!)?.[1] ?? 'everywhere';
		return row.key!.split(' ').map(key => `${key} ${place}`);
	});
	expect(uses.length).toBeGreaterThan(60);
	expect(uses.filter((use, index) => uses.indexOf(use) !== index)).toEqual([]);
});
