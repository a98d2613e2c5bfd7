/** Splits a stream into lines. On a line over `maxBytes` it calls `onOverflow` once and ignores the rest. */
export function createLineReader(
	maxBytes: number,
	onLine: (line: string) => void,
	onOverflow: () => void,
): (data: Buffer) => void {
	let parts: Buffer[] = [];
	let length = 0;
	let stopped = false;
	const add = (part: Buffer): boolean => {
		length += part.length;
		stopped = length > maxBytes;
		if (stopped) {
			parts = [];
			onOverflow();
		} else if (part.length > 0) parts.push(part);
		return !stopped;
	};
	return data => {
		let from = 0;
		while (!stopped) {
			const end = data.indexOf(0x0a, from);
			if (!add(data.subarray(from, end < 0 ? data.length : end)) || end < 0) return;
			const line = Buffer.concat(parts).toString('utf8');
			parts = [];
			length = 0;
			from = end + 1;
			onLine(line);
		}
	};
}
