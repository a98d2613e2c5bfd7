import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {addCompactInstructions, withCompactInstructions} from '../../source/control/claude-md.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('appends the section and keeps the rest of the file', () => {
	expect(withCompactInstructions('', 'keep the API')).toBe('# Compact instructions\n\n- keep the API\n');
	expect(withCompactInstructions('# Rules\n- be kind', 'keep the API')).toBe(
		'# Rules\n- be kind\n\n# Compact instructions\n\n- keep the API\n',
	);
});

test('adds a line to an existing section, once', () => {
	const text = '# Compact instructions\n\n- keep the tests\n\n# Style\n- tabs\n';
	const more = withCompactInstructions(text, 'keep\nthe API');
	expect(more).toBe('# Compact instructions\n\n- keep the API\n- keep the tests\n\n# Style\n- tabs\n');
	expect(withCompactInstructions(more, 'keep the API')).toBe(more);
	expect(withCompactInstructions('## Summary instructions\nkeep all\n', 'x')).toContain(
		'## Summary instructions\n\n- x\n',
	);
});

test('creates the file if there is none', () => {
	expect(addCompactInstructions(folder.at('CLAUDE.md'), 'keep the API')).toBeNull();
	expect(addCompactInstructions(folder.at('CLAUDE.md'), 'keep the tests')).toBeNull();
	expect(readFileSync(folder.at('CLAUDE.md'), 'utf8')).toBe(
		'# Compact instructions\n\n- keep the tests\n- keep the API\n',
	);
});

test('refuses a pipe in its place at once, and says what to do', () => {
	execFileSync('mkfifo', [folder.at('CLAUDE.md')]);
	expect(addCompactInstructions(folder.at('CLAUDE.md'), 'keep the API')).toMatch(
		/not a plain file.*add "keep the API"/,
	);
	expect(addCompactInstructions(folder.at('none', 'CLAUDE.md'), 'keep the API')).toMatch(/cannot be written/);
});
