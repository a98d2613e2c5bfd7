/** Dialogs in which nothing is pressed. */

/** Why a dialog is not read: a sentence for the person. */
export type UnknownDialog = {kind: 'unknown'; reason: string};

export const unknown = (reason: string): UnknownDialog => ({kind: 'unknown', reason});
export const strange = unknown('its dialog is of a kind that ccmon does not know: answer it there');
export const writing = unknown('somebody is writing an answer in its dialog');
