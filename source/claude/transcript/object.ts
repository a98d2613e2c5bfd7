/** Reads values from parsed JSON, none of which can be trusted. */

export type JsonObject = {readonly [key: string]: unknown};

/** The parsed object; null if the text is not JSON, or not an object. */
export function parseObject(text: string): JsonObject | null {
	try {
		return asObject(JSON.parse(text));
	} catch {
		return null;
	}
}

export function asObject(value: unknown): JsonObject | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A non-empty string; null otherwise. */
export function asText(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number, also when written as a string; null otherwise. */
export function asNumber(value: unknown): number | null {
	if (typeof value === 'string' && /^\d{1,15}(\.\d+)?$/.test(value)) return Number(value);
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Milliseconds since the epoch of a string that is a time; null otherwise. */
export function asTime(value: unknown): number | null {
	return typeof value === 'string' ? asNumber(Date.parse(value)) : null;
}

/** More tokens than any request can use. */
const mostTokens = 1e9;

/** A token count, perhaps written as a string. -1: absent, or not a plausible count (negative, fractional or absurdly large). */
export function asCount(value: unknown, most = mostTokens): number {
	const count = asNumber(value);
	return count !== null && Number.isInteger(count) && count >= 0 && count <= most ? count : -1;
}

/** The paths of files in the tool calls of a message's content. */
export function filesOf(content: unknown): string[] {
	const files: string[] = [];
	for (const entry of Array.isArray(content) ? content : []) {
		const input = asObject(asObject(entry)?.input);
		for (const key of input ? Object.keys(input) : []) {
			const path = key === 'file_path' || key === 'notebook_path' ? asText(input?.[key]) : null;
			if (path) files.push(path);
		}
	}
	return files;
}
