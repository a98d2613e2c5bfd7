/**
 * Run by `npm version major|minor|patch`, which then commits and tags: what is under Unreleased gets the new version and
 * the day. Stops if nothing is there.
 */
import {readFileSync, writeFileSync} from 'node:fs';

/** Throws a sentence where there is nothing to release. `day`: YYYY-MM-DD. */
export function released(changelog: string, version: string, day: string): string {
	const [, notes = ''] = /^## Unreleased\n([\s\S]*?)(?=^## )/m.exec(changelog) ?? [];
	if (notes.trim() === '') throw new Error('CHANGELOG.md says nothing under Unreleased: write what has changed first.');
	return changelog.replace(/^## Unreleased\n/m, `## Unreleased\n\n## ${version} (${day})\n`);
}

if (import.meta.main) {
	const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
	const changelog = readFileSync('CHANGELOG.md', 'utf8');
	writeFileSync('CHANGELOG.md', released(changelog, version, new Date().toISOString().slice(0, 10)));
}
