/**
 * One cell each, alone and in any order: ASCII, Latin letters, punctuation such as `–` and `…`, arrows, mathematical
 * operators such as `≥`, the sign of the return key, box drawing, blocks and geometric shapes. Left out: what combines,
 * what is invisible, and what a variation selector could make wider. The first question whether something is an emoji
 * takes longer than reading twenty transcripts, and a screen of these characters never asks it.
 */
export const singleCells =
	/^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u22ff\u23ce\u2500-\u25fc\u25ff]*$/;

/** Colours and weights (SGR), which take no cells. */
export const colours = /\u001b\[[\d;]*m/g;

export const withoutColours = (text: string): string => (text.includes('\u001b') ? text.replace(colours, '') : text);
