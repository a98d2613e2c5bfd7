/** Whether a screen still shows the dialog to be answered. */
import type {Dialog} from '../../claude/screen/dialog.ts';
import type {ScreenReading} from '../../claude/screen/reading.ts';

/** A dialog as one text, for comparison. */
export const dialogText = (dialog: Dialog): string => JSON.stringify(dialog);

export const showsDialog = (reading: ScreenReading, text: string): boolean =>
	reading.kind === 'dialog' && JSON.stringify(reading.dialog) === text;
