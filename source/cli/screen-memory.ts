/** Remembers the screen's order, filter and view for the next run, in an owner-only file in the state folder. */
import * as v from 'valibot';
import {readJsonFile} from '../platform/json-file.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';
import {type ScreenState, sortColumns} from '../ui/screen-state.ts';

/** Views to come back to; the others show nothing until a key is pressed. */
const views = ['list', 'usage', 'background', 'history', 'team', 'log'] as const;

const shape = v.object({
	sort: v.picklist(sortColumns),
	reverse: v.boolean(),
	filter: v.pipe(v.string(), v.maxLength(200)),
	showFinished: v.boolean(),
	view: v.picklist(views),
});

export type Remembered = v.InferOutput<typeof shape>;

export interface ScreenMemory {
	/** The remembered state; empty if there is none. */
	initial: Partial<Remembered>;
	remember(state: ScreenState): void;
	/** Writes what has not been written yet. */
	close(): void;
}

const maxBytes = 10_000;
/** Delay for writing, in ms: a filter changes with each key. */
const settleMs = 1000;

/** `fresh`: ignores what was remembered. */
export function openScreenMemory(file: string, {fresh = false} = {}): ScreenMemory {
	const initial: Partial<Remembered> = (fresh ? null : readJsonFile(file, shape, {maxBytes, ownerOnly: true})) ?? {};
	let written = JSON.stringify(initial);
	let next: Remembered | null = null;
	let timer: NodeJS.Timeout | undefined;

	function write(): void {
		clearTimeout(timer);
		timer = undefined;
		const text = JSON.stringify(next);
		if (next === null || text === written) return;
		written = text;
		try {
			writeOwnerFile(file, `${text}\n`);
		} catch {
			// Then the next run begins as this one did.
		}
	}

	return {
		initial,
		remember({sort, reverse, filter, showFinished, view}) {
			const seen = views.find(one => one === view) ?? next?.view ?? initial.view ?? 'list';
			next = {sort, reverse, filter: filter.slice(0, 200), showFinished, view: seen};
			timer ??= setTimeout(write, settleMs).unref();
		},
		close: write,
	};
}
