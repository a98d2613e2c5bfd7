/** Whether a screen still shows the dialog that is to be answered. */
import type {Dialog} from '../../claude/screen/dialog.ts';
import type {ScreenReading} from '../../claude/screen/reading.ts';

/** All of a dialog as one text, to compare. */
export const dialogText = (dialog: Dialog): string => JSON.stringify(dialog);

export const showsDialog = (reading: ScreenReading, text: string): boolean =>
	reading.kind === 'dialog' && JSON.stringify(reading.dialog) === text;
