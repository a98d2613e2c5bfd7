/** One version everywhere, and what other package managers are given. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import {released} from '../../scripts/release/changelog.ts';
import {homebrewFormula, pkgbuild} from '../../scripts/release/recipes.ts';
import {oldestNode} from '../../source/core/oldest-node.ts';

const launcher = readFileSync(path.resolve(import.meta.dirname, '../../scripts/ccmon.cjs'), 'utf8');
const sum = 'ab'.repeat(32);
const published = {registry: 'https://registry.example/', sha256: sum};

test('the oldest Node is the same in package.json, in the program and in its launcher', () => {
	const [major, minor] = oldestNode.split('.');
	expect(packageJson.engines.node).toBe(`>=${major}.${minor}`);
	expect(launcher).toContain(`version[0] < ${major} || (version[0] === ${major} && version[1] < ${minor})`);
	expect(launcher).toContain(`Node ${major}.${minor} or newer`);
});

test('formula and PKGBUILD name the version, the sum, and a command that runs after the install', () => {
	for (const recipe of [homebrewFormula(published), pkgbuild(published)]) {
		expect(recipe).toContain(`https://registry.example/ccmon/-/ccmon-${packageJson.version}.tgz`);
		expect(recipe).toContain(sum);
		expect(recipe).toContain('completions');
		expect(recipe).not.toMatch(/undefined|\[object/);
	}
	// The limit of Homebrew's audit.
	expect(/desc "(.*)"/.exec(homebrewFormula(published))![1]!.length).toBeLessThanOrEqual(80);
});

test('a release takes over what stands under Unreleased, and stops where nothing does', () => {
	const before = '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0\n\nFirst.\n';
	expect(released(before, '0.2.0', '2026-12-01')).toBe(
		'# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0\n\nFirst.\n',
	);
	expect(() => released('# Changelog\n\n## Unreleased\n\n## 0.1.0\n', '0.2.0', '2026-12-01')).toThrow('says nothing');
});
