/** When screen itself has a window's keyboard: in copy mode, or with a question of its own. */
import type {OtherReading} from '../../../claude/screen/reading.ts';
import {elsewhere} from '../place.ts';
import type {AnsiScreen} from '../screen-model.ts';

/**
 * Copy mode applies to everybody viewing the window, and screen says so in the last row for a while, even
 * to somebody who attaches later. Receives everything that screen writes.
 */
export function watchCopyMode(): {read(text: string): void; isOn(): boolean} {
	let on = false;
	let seen = '';
	return {
		read(text) {
			seen = (seen + text).slice(-4096);
			const entered = seen.lastIndexOf('Copy mode - ');
			const left = Math.max(seen.lastIndexOf('Copy mode aborted'), seen.lastIndexOf('characters into buffer'));
			if (entered !== left) on = entered > left;
		},
		isOn: () => on,
	};
}

export const inCopyMode = elsewhere('its screen window is in copy mode: press esc there to leave it');

/** Questions that screen asks in the last row. */
const questions =
	/^(?:Set window's title to: |:|Exec:|Stuff:|Paste from register:|Copy to register:|Really |Change to |Screen password)/;

export function asksSomething({rows}: AnsiScreen): OtherReading | null {
	const last = rows.at(-1)?.replace(/\x1b\[[\d;]*m/g, '') ?? '';
	return questions.test(last) ? elsewhere('GNU screen asks something there: answer it first') : null;
}
