/** In bytes of transcripts: less is read before a person could read how far it is. */
export const muchToRead = 64 * 2 ** 20;
