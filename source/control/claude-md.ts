/**
 * Instructions for every compaction of a project, kept in its CLAUDE.md under the heading that Claude Code looks for:
 * https://docs.claude.com/en/docs/claude-code/costs
 */
import {reasonOf} from '../platform/files.ts';
import {replaceFile} from '../platform/replace-file.ts';
import {readSmallFile} from '../platform/small-file.ts';

const heading = '# Compact instructions';
const knownHeading = /^#+ (?:Compact|Summary) instructions[^\S\n]*$/im;

/** Adds instructions to the section, which is created at the end if it is missing. */
export function withCompactInstructions(text: string, instructions: string): string {
	const line = instructions.replace(/\s+/g, ' ').trim();
	const found = knownHeading.exec(text);
	if (!found) {
		const gap = text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n';
		return `${text}${gap}${heading}\n\n- ${line}\n`;
	}
	const end = found.index + found[0].length;
	const rest = text.slice(end);
	if (rest.split(/^#+ /m)[0]!.includes(line)) return text;
	return `${text.slice(0, end)}\n\n- ${line}${rest.replace(/^\n+(?=[-*] )/, '\n')}`;
}

/** Null: written. Otherwise a sentence that says why not. Everything else in the file stays. */
export function addCompactInstructions(file: string, instructions: string): string | null {
	try {
		const text = readSmallFile(file, {maxBytes: 4 * 1024 * 1024, followLinks: true}) ?? '';
		replaceFile(file, withCompactInstructions(text, instructions));
		return null;
	} catch (error) {
		return `${file} cannot be written (${reasonOf(error)}): add "${instructions}" to it yourself.`;
	}
}
