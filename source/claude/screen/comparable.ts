/**
 * A box does not show the difference between a wrap and a line break; terminals compose letters and their
 * marks, and leave out what has no width (joiners, direction marks) or show U+FFFD for it: ignore all of that in comparisons.
 */
export const comparable = (text: string): string => text.normalize('NFC').replace(/[\s\p{DI}\ufffd]+/gu, '');

/** Rows as one line, its blanks single ones. */
export const inOneLine = (rows: readonly string[]): string => rows.join(' ').replace(/\s+/g, ' ').trim();
