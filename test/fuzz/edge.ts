/** An edge is where something from outside comes in: what may come, and what must hold whatever does. */
import type fc from 'fast-check';

export interface Edge<Input = unknown> {
	name: string;
	/** Made of JSON, so that what failed can be kept. */
	input: fc.Arbitrary<Input>;
	/** Throws, or rejects, when something does not hold. */
	check(input: Input): void | Promise<void>;
}

export const edge = <Input>(one: Edge<Input>): Edge => one as Edge;

/** Fails with what was found, short enough to read. */
export function hold(condition: boolean, what: string, found?: unknown): asserts condition {
	if (condition) return;
	throw new Error(`${what}: ${JSON.stringify(found)?.slice(0, 500)}`);
}

/** Of what people and scripts read: numbers are finite, sums are not negative, nothing is undefined. */
export function holdFigures(value: unknown, path = ''): void {
	if (value === undefined) hold(false, `${path} is left out`);
	if (typeof value === 'number') {
		hold(Number.isFinite(value), `${path} is finite`, String(value));
		if (/(?:[tT]okens|Usd|requests|messages)$/.test(path)) hold(value >= 0, `${path} is not negative`, value);
	}
	if (typeof value === 'string' && /(?:At|since|Since)$/.test(path)) {
		hold(!Number.isNaN(Date.parse(value)), `${path} is a time`, value);
	}
	if (typeof value === 'object' && value !== null) {
		for (const [key, inner] of Object.entries(value)) holdFigures(inner, `${path}.${key}`);
	}
}

/** What a terminal would act on instead of showing it; lines may end, and JSON is indented with tabs. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** What a program prints for a value that is missing; the inputs have none of these words. */
const slips = /\bundefined\b|\bNaN\b|\[object |\bInfinity\b/;

export function holdText(text: string, what: string): void {
	hold(!controls.test(text), `${what} has no controls`, text);
	hold(!slips.test(text), `${what} has no slips`, text);
}
