import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {generate, generatedFiles} from '../../scripts/docs.ts';
import {fleetToJson} from '../../source/core/json-output.ts';
import {toJsonText} from '../../source/core/json-text.ts';
import {emptyState} from '../../source/store.ts';
import {fakeFleet, fakeTotals, noon} from '../support/fake-fleet.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test.each(generatedFiles)('%s is fresh: npm run docs', file => {
	expect(read(file)).toBe(generate(read(file)));
});

test('the guide lists the keys, the reference the config', () => {
	expect(read('docs/guide.md')).toContain('| `?` | Show all keys. |');
	expect(read('docs/config.md')).toContain('compactIdleAt = "off"');
});

describe('the reference of the JSON', () => {
	test('names every field that ccmon --once --json has', () => {
		const reference = read('docs/json.md');
		const sessions = new Map(fakeFleet().map(session => [session.key, session]));
		const text = toJsonText(fleetToJson({...emptyState, ...fakeTotals, sessions}, noon));
		const fields = fieldsOf(JSON.parse(text));
		expect(fields.length).toBeGreaterThan(50);
		expect(fields.filter(field => !reference.includes(`\`${field}\``))).toEqual([]);
	});
});

/** Names at every depth. */
function fieldsOf(value: unknown): string[] {
	if (Array.isArray(value)) return [...new Set(value.flatMap(fieldsOf))];
	if (typeof value !== 'object' || value === null) return [];
	return [...new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...fieldsOf(inner)]))];
}
