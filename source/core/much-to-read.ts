/** Bytes of transcripts from which on progress is shown: less is read too quickly to be worth it. */
export const muchToRead = 64 * 2 ** 20;
