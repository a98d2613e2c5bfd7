/** Renders components into a terminal of a set size, through ink-testing-library, which itself knows one width only. */
import {cleanup, render} from 'ink-testing-library';
import {createElement, Fragment, type ReactElement} from 'react';
import stringWidth from 'string-width';
import {afterEach, expect, vi} from 'vitest';

export interface FakeTerminal {
	/** The lines on the screen, colours included, without those below the last one that has text. */
	lines(): string[];
	/** All of it as one text. */
	text(): string;
	/** Sends keys or text as one read, as a terminal does. */
	type(input: string): void;
	/** Sends a key and waits until something was drawn for it. */
	press(key: string): Promise<void>;
	resize(size: Size): void;
	/** Waits until the screen contains the text, or matches the expression. */
	shows(expected: string | RegExp): Promise<void>;
	/** Waits until it no longer does. */
	hides(unexpected: string): Promise<void>;
}

export interface Size {
	columns: number;
	rows: number;
}

/** Keys by the names that the tests use, as terminals send them. */
export const keys = {
	up: '\u001B[A',
	down: '\u001B[B',
	pageDown: '\u001B[6~',
	home: '\u001B[H',
	end: '\u001B[F',
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	backspace: '\u007F',
	ctrlC: '\u0003',
	paste: (text: string) => `\u001B[200~${text}\u001B[201~`,
} as const;

export function renderAt(element: ReactElement, size: Size): FakeTerminal {
	// Nothing is drawn before the size is set: the library makes the terminal as it renders.
	const view = render(createElement(Fragment));
	const resize = ({columns, rows}: Size) => {
		Object.defineProperty(view.stdout, 'columns', {value: columns, configurable: true});
		Object.defineProperty(view.stdout, 'rows', {value: rows, configurable: true});
		view.stdout.emit('resize');
	};
	resize(size);
	view.rerender(element);
	const text = () => view.lastFrame() ?? '';
	const waited = {timeout: 30_000, interval: 5};
	return {
		text,
		lines: () => text().split('\n'),
		type: input => view.stdin.write(input),
		resize,
		shows: expected =>
			vi.waitFor(() => {
				if (typeof expected === 'string') expect(text()).toContain(expected);
				else expect(text()).toMatch(expected);
			}, waited),
		hides: unexpected => vi.waitFor(() => expect(text()).not.toContain(unexpected), waited),
		press(key) {
			const before = view.frames.length;
			view.stdin.write(key);
			return vi.waitFor(() => expect(view.frames.length).toBeGreaterThan(before), waited);
		},
	};
}

/** No line is wider than the terminal and there are no more of them than it has rows. */
export function expectToFit(terminal: FakeTerminal, {columns, rows}: Size): void {
	const lines = terminal.lines();
	expect(lines.length).toBeLessThanOrEqual(rows);
	expect(lines.filter(line => stringWidth(line) > columns)).toEqual([]);
}

afterEach(() => cleanup());
