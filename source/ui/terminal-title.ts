/** The terminal's title: how many sessions wait, visible even if ccmon's pane is not. */
import type {MonitorStore} from '../store.ts';

// xterm's window operations keep the title that was there (XTWINOPS 22 and 23); terminals without them ignore them.
const keepTitle = '\u001b[22;2t';
const putBack = '\u001b[23;2t';

/** Writes the title whenever the count changes. Returns a function that restores the old one. */
export function showTitle(store: MonitorStore, write: (text: string) => void): () => void {
	let shown = -1;
	const update = () => {
		let waiting = 0;
		for (const {state} of store.getState().sessions.values()) if (state === 'waiting') waiting++;
		if (waiting === shown) return;
		shown = waiting;
		write(`\u001b]2;ccmon${waiting > 0 ? ` (${waiting} waiting)` : ''}\u0007`);
	};
	write(keepTitle);
	update();
	const leave = store.subscribe(update);
	return () => {
		leave();
		write(putBack);
	};
}
