/** Against Ink's own output: what is drawn must be the same, whatever is drawn. */
import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test, vi} from 'vitest';
// Ink does not export it; the build puts the cache between it and Ink's renderer.
import InkOutput from '../../../node_modules/ink/build/output.js';
import {cacheRows, cacheWidths, type FrameOutput, type FrameOutputClass} from '../../../source/ui/frame/row-cache.ts';

const Real = InkOutput as unknown as FrameOutputClass;

interface Write {
	x: number;
	y: number;
	text: string;
	shout: boolean;
}

type Step = Write | 'clip' | 'unclip';

const size = {width: 24, height: 6};

function draw(output: FrameOutput, steps: readonly Step[]): {output: string; height: number} {
	for (const step of steps) {
		if (step === 'clip') output.clip({x1: 2, x2: 12, y1: 1, y2: 4});
		else if (step === 'unclip') output.unclip();
		else {
			const transformers = step.shout ? [(line: string) => line.toUpperCase()] : [];
			output.write(step.x, step.y, step.text, {transformers});
		}
	}
	return output.get();
}

/** As Ink writes what it has drawn: what is styled alike side by side is styled once, and styles end in one order. */
function redrawn(output: FrameOutput, steps: readonly Step[]): {output: string; height: number} {
	const rows = draw(output, steps).output.split('\n');
	return draw(
		new Real(size),
		rows.map((text, y) => ({x: 0, y, text, shout: false})),
	);
}

const text = fc
	.array(
		fc.constantFrom(
			'web',
			' ',
			'設計',
			'🎉',
			'é',
			'\u001B[31mred\u001B[39m',
			'\u001B[1mbold\u001B[22m',
			'█▌░',
			'\u001B[1;35m',
			'\u001B[22;39m',
			'\u001B[4m',
		),
		{
			maxLength: 5,
		},
	)
	.map(parts => parts.join(''));
const write = fc.record({
	x: fc.oneof(fc.constant(0), fc.integer({min: 0, max: 20})),
	y: fc.integer({min: -1, max: 7}),
	text: fc.oneof(
		{weight: 9, arbitrary: text},
		{weight: 1, arbitrary: fc.tuple(text, text).map(lines => lines.join('\n'))},
	),
	shout: fc.boolean(),
});
const frame = fc.array(write, {maxLength: 8});

test('frames of independent rows look as Ink draws them, one after the other', () => {
	const Cached = cacheRows(Real);
	fc.assert(
		fc.property(fc.array(frame, {minLength: 1, maxLength: 4}), frames => {
			for (const steps of frames) expect(redrawn(new Cached(size), steps)).toEqual(redrawn(new Real(size), steps));
		}),
	);
});

test('clipped frames are left to Ink', () => {
	const Cached = cacheRows(Real);
	fc.assert(
		fc.property(frame, frame, (inside, outside) => {
			const steps: Step[] = ['clip', ...inside, 'unclip', ...outside];
			expect(draw(new Cached(size), steps)).toEqual(draw(new Real(size), steps));
		}),
	);
});

describe('what it saves', () => {
	/** Counts the rows that are laid out. */
	function counting() {
		const laidOut = vi.fn();
		const Counted = class extends Real {
			override get() {
				laidOut();
				return super.get();
			}
		};
		return {laidOut, Cached: cacheRows(Counted)};
	}

	const rows = (...texts: string[]): Write[] => texts.map((row, y) => ({x: 0, y, text: row, shout: false}));

	test('only the changed row is laid out', () => {
		const {laidOut, Cached} = counting();
		draw(new Cached(size), rows('設', '計', '書'));
		laidOut.mockClear();
		expect(draw(new Cached(size), rows('設', '数', '書')).output).toBe('設\n数\n書\n\n\n');
		expect(laidOut).toHaveBeenCalledTimes(1);
	});

	test('a row of plain characters is what it will be', () => {
		const {laidOut, Cached} = counting();
		const row = ' ▸ \u001B[1mweb\u001B[22m \u001B[2m▕███▌░│▏\u001B[22m';
		expect(draw(new Cached(size), rows(row, `${row}  `)).output).toBe(`${row}\n${row}\n\n\n\n`);
		expect(laidOut).not.toHaveBeenCalled();
	});

	test('a row that moved is known', () => {
		const {laidOut, Cached} = counting();
		draw(new Cached(size), rows('設', '計'));
		laidOut.mockClear();
		draw(new Cached(size), rows('計', '設'));
		expect(laidOut).not.toHaveBeenCalled();
	});

	test('another width is another row', () => {
		const {Cached} = counting();
		draw(new Cached(size), rows('a long row of text here'));
		expect(draw(new Cached({width: 6, height: 1}), rows('a long row of text here'))).toEqual(
			draw(new Real({width: 6, height: 1}), rows('a long row of text here')),
		);
	});
});

test('a width is measured once, and not kept for ever', () => {
	const measure = vi.fn((measured: string) => stringWidth(measured));
	const cached = cacheWidths(measure, 2);
	expect([cached('設'), cached('設'), cached('計a'), cached('界'), cached('設')]).toEqual([2, 2, 3, 2, 2]);
	expect(measure).toHaveBeenCalledTimes(4);
});
