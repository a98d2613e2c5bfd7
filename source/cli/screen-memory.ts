/** Order, filter and view of the screen, from one run to the next: an owner-only file in the state folder. */
import * as v from 'valibot';
import {readJsonFile} from '../platform/json-file.ts';
import {writeOwnerFile} from '../platform/owner-file.ts';
import {type ScreenState, sortColumns} from '../ui/screen-state.ts';

/** Views that a person may want to come back to; of the others there is nothing to see without a key. */
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
	/** As it was left; empty: nothing is remembered. */
	initial: Partial<Remembered>;
	remember(state: ScreenState): void;
	/** Writes what is not written yet. */
	close(): void;
}

const maxBytes = 10_000;
/** A filter changes at each key. */
const settleMs = 1000;

/** `fresh`: forgets what was there. */
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
			// The next run begins as this one did; nothing else depends on the file.
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
