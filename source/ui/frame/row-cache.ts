/**
 * Makes Ink's drawing cheap for a screen on which a line or two change at a time. Ink lays out all cells of all lines
 * for every frame; with this around its output, a line is laid out only if it differs from the previous frame.
 * The build inserts it; without it everything looks the same but costs more.
 */

import {finishedRow} from './finished-row.ts';
import {singleCells, withoutColours} from './single-cells.ts';

interface WriteOptions {
	transformers: readonly ((line: string, index: number) => string)[];
}

/** The part of Ink's internal `Output` that its renderer uses. */
export interface FrameOutput {
	write(x: number, y: number, text: string, options: WriteOptions): void;
	clip(clip: object): void;
	unclip(): void;
	get(): {output: string; height: number};
}

export type FrameOutputClass = new (size: {width: number; height: number}) => FrameOutput;

interface Write {
	x: number;
	y: number;
	text: string;
	options: WriteOptions;
}

/** Ink's `Output` behind a cache of the last frame's rows. */
export function cacheRows(Output: FrameOutputClass): FrameOutputClass {
	let lastRows = new Map<string, string>();

	function layOut(row: readonly Write[], width: number): string {
		const asItIs = finishedRow(row.map(write => ({x: write.x, text: paintedText(write)})));
		if (asItIs !== null) return asItIs;
		const output = new Output({width, height: 1});
		for (const {x, text, options} of row) output.write(x, 0, text, options);
		return output.get().output;
	}

	return class implements FrameOutput {
		readonly #size: {width: number; height: number};
		readonly #writes: Write[] = [];
		readonly #replay: ((output: FrameOutput) => void)[] = [];
		#rowsAreIndependent = true;

		constructor(size: {width: number; height: number}) {
			this.#size = size;
		}

		write(x: number, y: number, text: string, options: WriteOptions): void {
			if (text === '') return;
			if (text.includes('\n')) this.#rowsAreIndependent = false;
			this.#writes.push({x, y, text, options});
			this.#replay.push(output => output.write(x, y, text, options));
		}

		clip(clip: object): void {
			this.#rowsAreIndependent = false;
			this.#replay.push(output => output.clip(clip));
		}

		unclip(): void {
			this.#replay.push(output => output.unclip());
		}

		get(): {output: string; height: number} {
			if (this.#rowsAreIndependent) return {output: this.#rows().join('\n'), height: this.#size.height};
			const output = new Output(this.#size);
			for (const step of this.#replay) step(output);
			return output.get();
		}

		#rows(): string[] {
			const {width, height} = this.#size;
			const writes: Write[][] = Array.from({length: height}, () => []);
			for (const write of this.#writes) writes[write.y]?.push(write);
			const rows = new Map<string, string>();
			const lines = writes.map(row => {
				if (row.length === 0) return '';
				// Transformers colour the text: compare their results to know whether the row has changed.
				const painted = row.map(write => `${write.x} ${paintedText(write)}`);
				const key = [width, ...painted].join('\n');
				const line = lastRows.get(key) ?? layOut(row, width);
				rows.set(key, line);
				return line;
			});
			lastRows = rows;
			return lines;
		}
	};
}

const paintedText = ({text, options}: Write) =>
	options.transformers.reduce((line, transform) => transform(line, 0), text);

/** Caches text widths: Ink measures every line of the screen for every frame. */
export function cacheWidths<Options>(measure: (text: string, options?: Options) => number, limit = 4000) {
	const widths = new Map<string, number>();
	return (text: string, options?: Options): number => {
		if (options !== undefined) return measure(text, options);
		const plain = withoutColours(text);
		if (singleCells.test(plain)) return plain.length;
		const known = widths.get(text);
		if (known !== undefined) return known;
		if (widths.size >= limit) widths.clear();
		const width = measure(text);
		widths.set(text, width);
		return width;
	};
}
