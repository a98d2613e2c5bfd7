/** A selection that moved by itself: a key meant for the previous session must not hit its neighbour. */
import type {ScreenParts} from './screen-context.tsx';

/** How long after the move keys are refused, in ms. */
const surprisedMs = 1500;

export interface MovedSelection {
	/** Why it moved, once and only right afterwards; null: it did not. */
	take(): string | null;
}

export function createMovedSelection(
	{store, screen, controller}: Pick<ScreenParts, 'store' | 'screen' | 'controller'>,
	clock: () => number,
): MovedSelection {
	let moved: {at: number; why: string} | null = null;
	let selectedName = '';

	/** Keeps the selection on its session before the next key is handled. */
	function follow(): void {
		const before = selectedName;
		const why = controller.follow();
		const selected = controller.selected();
		selectedName = selected?.name ?? '';
		// Where there is none left to hit, the key says so itself.
		if (!selected) moved = null;
		else if (why === 'ended') moved = {at: clock(), why: `${before} just ended; another session is selected now`};
		else if (why === 'unmarked')
			moved = {at: clock(), why: `what was marked just ended; ${selectedName} is selected now`};
		else if (why === 'started') moved = {at: clock(), why: `${selectedName} just started and is selected now`};
	}

	store.subscribe(follow);
	screen.subscribe((state, before) => {
		// What the user hides has not ended; what ended while the screen was frozen has.
		if (state.filter !== before.filter || state.showFinished !== before.showFinished) controller.follow();
		if (state.frozen !== before.frozen) follow();
		selectedName = controller.selected()?.name ?? '';
		// Somebody who selects a row sees which one it is. `follow` sets it after its own change.
		if (state.selectedKey !== before.selectedKey) moved = null;
	});
	follow();

	return {
		take() {
			if (moved === null || clock() - moved.at >= surprisedMs) return null;
			const {why} = moved;
			moved = null;
			return why;
		},
	};
}
