import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {generateReadme} from '../scripts/readme.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the generated parts are fresh: npm run readme', () => {
	expect(readme).toBe(generateReadme(readme));
});

test('it lists the keys and the config', () => {
	expect(readme).toContain('| `?` | Show all keys. |');
	expect(readme).toContain('compactIdleAt = "off"');
});
