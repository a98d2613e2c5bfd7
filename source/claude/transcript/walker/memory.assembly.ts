/** The walker's memory, and the bytes that JSON is made of: AssemblyScript, compiled into walker.wasm.ts with walk.assembly.ts. */

/** A slot of eight bytes for each key: its hash, its field, what is done with its value, the level of the keys in that. */
export const keys: usize = 0x1000;
export const slots = 512;
/** Four bytes for each level: the level around it, the field there, whether that is a list. */
export const levels: usize = 0x2000;
/** Sixteen bytes that are set, before sixteen that are not. */
export const masks: usize = 0x2100;
/** Start and end of what was found, by field; a start of 0: absent. Texts are without their quotes. */
export const places: usize = 0x3000;
/** By field, f64; -1: absent. */
export const counts: usize = 0x3400;
/** By field, f64: a hash of a text of an answer's record. */
export const hashes: usize = 0x3500;
/** How many files are named in a record, then starts and ends of their paths. */
export const files: usize = 0x3800;
/** Where open braces and brackets stand, by depth. */
export const openings: usize = 0x8000;
export const deepest: u32 = 4096;
/** Where the bytes of the transcript lie, and how many can. */
export const window: usize = 0x10000;
export const windowBytes: usize = 0x100000;

export const newline: u8 = 10;
export const space: u8 = 32;
export const quote: u8 = 34;
export const comma: u8 = 44;
export const colon: u8 = 58;
export const openBracket: u8 = 91;
export const backslash: u8 = 92;
export const closeBracket: u8 = 93;
export const openBrace: u8 = 123;
export const closeBrace: u8 = 125;
