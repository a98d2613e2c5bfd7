/**
 * Edits a settings text without touching any other byte: comments, order, indentation, line ends. jsonc-parser
 * finds the places; its own edits would reformat the surrounding lines.
 */
import {findNodeAtLocation, type Node, type ParseError, parseTree} from 'jsonc-parser';

export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

/** `['statusLine']` or `['env', 'NAME']`: never deeper. */
export type KeyPath = readonly [string] | readonly [string, string];

const byteOrderMark = '\ufeff';

/** Accepts comments and trailing commas; an empty text is an empty object. Null: not even that. */
export function parseSettings(text: string): Node | null {
	const errors: ParseError[] = [];
	const tree = parseTree(withoutMark(text).trim() === '' ? '{}' : withoutMark(text), errors, {
		allowTrailingComma: true,
	});
	return tree && errors.length === 0 ? tree : null;
}

/** Whether it is plain JSON: Claude Code ignores a file with comments or trailing commas. */
export function isPlainJson(text: string): boolean {
	const body = withoutMark(text);
	try {
		if (body.trim() !== '') JSON.parse(body);
		return true;
	} catch {
		return false;
	}
}

/** Replaces a value in place, or adds it as the last one of its object, which is created if missing. The text must parse. */
export function setValue(text: string, path: KeyPath, value: Json): string {
	if (text.startsWith(byteOrderMark)) return byteOrderMark + setValue(withoutMark(text), path, value);
	if (text.trim() === '') return setValue(`{}\n`, path, value);
	const tree = parseSettings(text);
	const [name, inner] = path;
	if (!tree) return text;
	const node = findNodeAtLocation(tree, [...path]);
	if (node) return replace(text, node.offset, node.offset + node.length, JSON.stringify(value));
	if (inner === undefined) return insertProperty(text, tree, name, value);
	const parent = findNodeAtLocation(tree, [name]);
	return parent ? insertProperty(text, parent, inner, value) : insertProperty(text, tree, name, {[inner]: value});
}

/** Removes a property, with its comma, and with its lines if nothing else is on them. */
export function removeValue(text: string, path: KeyPath): string {
	if (text.startsWith(byteOrderMark)) return byteOrderMark + removeValue(withoutMark(text), path);
	const tree = parseSettings(text);
	const property = tree && findNodeAtLocation(tree, [...path])?.parent;
	if (!property) return text;
	const {comma, end} = tail(text, property);
	// For the last property, the comma before it is removed.
	const previous = comma === null ? siblingBefore(property) : null;
	const previousComma = previous && tail(text, previous).comma;
	const without = cut(text, property.offset, comma === null ? property.offset + property.length : comma + 1, end);
	return typeof previousComma === 'number' ? replace(without, previousComma, previousComma + 1, '') : without;
}

function withoutMark(text: string): string {
	return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

function replace(text: string, start: number, end: number, by: string): string {
	return text.slice(0, start) + by + text.slice(end);
}

function siblingBefore(property: Node): Node | null {
	const siblings = property.parent?.children ?? [];
	return siblings[siblings.indexOf(property) - 1] ?? null;
}

function insertProperty(text: string, object: Node, name: string, value: Json): string {
	const last = object.children?.at(-1);
	if (isOnOneLine(text, object)) {
		const property = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
		return last ? append(text, last, ` ${property}`) : replace(text, object.offset + 1, object.offset + 1, property);
	}
	const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
	const indent = last ? indentAt(text, last.offset) : indentAt(text, object.offset) + indentUnit(text);
	const pretty = JSON.stringify(value, null, indentUnit(text)).replaceAll('\n', lineEnd + indent);
	const line = `${lineEnd}${indent}${JSON.stringify(name)}: ${pretty}`;
	if (last) return append(text, last, line);
	const start = object.offset + 1;
	if (/^[ \t]*\r?\n/.test(text.slice(start))) return replace(text, start, start, line);
	const blanks = /^[ \t]*(?=\})/.exec(text.slice(start))?.[0].length ?? 0;
	return replace(text, start, start + blanks, line + lineEnd + indentAt(text, object.offset));
}

function append(text: string, last: Node, property: string): string {
	const {comma, end} = tail(text, last);
	if (comma !== null) return replace(text, end, end, `${property},`);
	const lastEnd = last.offset + last.length;
	return replace(replace(text, end, end, property), lastEnd, lastEnd, ',');
}

/** Follows the style of the object if it has properties, else that of the whole settings. */
function isOnOneLine(text: string, object: Node): boolean {
	let example = object;
	if (!object.children?.length) while (example.parent) example = example.parent;
	return (
		Boolean(example.children?.length) && !text.slice(example.offset, example.offset + example.length).includes('\n')
	);
}

/** What follows a property's value: the position of its comma, and the end of comments on the same line. */
function tail(text: string, property: Node): {comma: number | null; end: number} {
	const piece = /[^\S\n]+|\/\*[\s\S]*?\*\/|\/\/[^\n]*|,|\n/y;
	let end = property.offset + property.length;
	let comma: number | null = null;
	piece.lastIndex = end;
	for (;;) {
		const start = piece.lastIndex;
		const found = piece.exec(text)?.[0];
		if (found === undefined || (found === ',' && comma !== null)) return {comma, end};
		// The comma may be on a later line, before the next property; comments there belong to that one.
		if (found === '\n' && (comma !== null || !commaFollows(text, start))) return {comma, end};
		if (found === ',') comma = start;
		if (found.trim() !== '') end = found.startsWith('//') ? start + found.trimEnd().length : piece.lastIndex;
	}
}

function commaFollows(text: string, position: number): boolean {
	return /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*,/.test(text.slice(position));
}

/** Removes a range, and its line if the rest of it is blank. `end`: after the comments that stay. */
function cut(text: string, start: number, stop: number, end: number): string {
	const lineStart = text.lastIndexOf('\n', start - 1) + 1;
	const blankBefore = text.slice(lineStart, start).trim() === '';
	const after = /^[ \t]*\r?\n/.exec(text.slice(stop));
	if (blankBefore && after && end <= stop) return replace(text, lineStart, stop + after[0].length, '');
	// On a shared line: with the space in front, so that spaces do not pile up.
	const space = /[ \t]*$/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
	return replace(text, blankBefore ? start : start - space, stop, '');
}

/** The white space at the start of the line that `offset` is on. */
function indentAt(text: string, offset: number): string {
	const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
	return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** One step of indentation, as the first property of the settings has it. */
function indentUnit(text: string): string {
	return /^\s*\{[^\S\n]*\r?\n(?:[ \t]*\r?\n)*([ \t]+)["/]/.exec(text)?.[1] ?? '  ';
}
