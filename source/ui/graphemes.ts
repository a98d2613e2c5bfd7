/** Splits text into user-perceived characters, which may be several code points. */

// Created lazily: it loads a dictionary that the first frame does not need.
let segmenter: Intl.Segmenter | undefined;

export function graphemes(text: string): string[] {
	if (/^[\0-\x7f]*$/.test(text)) return [...text];
	segmenter ??= new Intl.Segmenter();
	return [...segmenter.segment(text)].map(({segment}) => segment);
}
