import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {generate, generatedFiles} from '../../scripts/docs.ts';
import {noGit, type ToolCall} from '../../source/claude/turn.ts';
import type {HostFigure} from '../../source/core/hosts/host.ts';
import {fleetToJson} from '../../source/core/json-output.ts';
import {toJsonText} from '../../source/core/json-text.ts';
import {problemsToJson} from '../../source/core/problems.ts';
import {emptyState} from '../../source/store.ts';
import {fakeFleet, fakeSession, fakeTotals, noon} from '../support/fake-fleet.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test.each(generatedFiles)('%s is fresh: npm run docs', file => {
	expect(read(file)).toBe(generate(read(file)));
});

test('the guide lists the keys, the reference the config', () => {
	expect(read('docs/guide.md')).toContain('| `?` | Show all keys. |');
	expect(read('docs/config.md')).toContain('compactIdleAt = "off"');
});

describe('the reference of the JSON', () => {
	const page = read('docs/json.md');
	const section = page.slice(page.indexOf('## `ccmon --once --json`'), page.indexOf('## `ccmon report --json`'));
	// All that may be null is there.
	const call: ToolCall = {id: 'toolu_1', tool: 'Bash', summary: 'npm test', detail: [], at: noon};
	const full = fakeSession({
		name: 'full',
		...{waiting: {kind: 'permission', call, since: noon}, now: {tool: 'Bash', summary: 'npm test', since: noon}},
		lastError: {status: 529, reason: null, message: 'Overloaded', at: noon},
		git: {...noGit, branch: 'main', pullRequest: {number: 7, url: null, state: null}},
	});
	const sessions = new Map([full, ...fakeFleet()].map(session => [session.key, session]));
	const hosts = [{name: 'box', state: 'connected', lastSeenAt: noon, error: null, version: '1.0.0'} as HostFigure];
	const problems = problemsToJson([{type: 'problem', path: '/a', message: 'Some records are damaged.', count: 2}]);
	const fleet = fleetToJson({...emptyState, ...fakeTotals, sessions, hosts}, noon);
	const fields = new Set(fieldsOf({...JSON.parse(toJsonText(fleet)), problems}));

	test('names every field that ccmon --once --json has', () => {
		expect(fields.size).toBeGreaterThan(50);
		expect([...fields].filter(field => !section.includes(`\`${field}\``))).toEqual([]);
	});

	test('names no field that it does not have', () => {
		const named = [...section.matchAll(/`([a-z]\w*)`/g)].map(([, name]) => name!);
		expect(named.filter(name => !fields.has(name) && !values.has(name))).toEqual([]);
	});
});

/** What fields may have, of what the page names. */
const values = new Set([
	...['connected', 'connecting', 'unreachable', 'incompatible', 'local'],
	...['interactive', 'bg', 'headless', 'null'],
	...['idle', 'busy', 'waiting', 'shell', 'error', 'exited', 'unknown'],
	...['permission', 'question', 'plan', 'other'],
	...['set', 'seen', 'expected', 'telemetry', 'reported', 'estimated', 'list', 'managed', 'config'],
]);

/** Names at every depth. */
function fieldsOf(value: unknown): string[] {
	if (Array.isArray(value)) return [...new Set(value.flatMap(fieldsOf))];
	if (typeof value !== 'object' || value === null) return [];
	return [...new Set(Object.entries(value).flatMap(([key, inner]) => [key, ...fieldsOf(inner)]))];
}
