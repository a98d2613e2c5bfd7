/** A settings change as a unified diff. */

/** Lines shown before and after each change. */
const around = 3;

/** Limit for the table below. Settings have a few hundred lines. */
const maxCells = 4_000_000;

interface Line {
	sign: ' ' | '-' | '+';
	text: string;
}

/** Empty when nothing differs. Control characters are replaced, because comments may hold any. */
export function diffText(before: string, after: string, color = false): string {
	const lines = diffLines(split(before), split(after));
	if (lines.every(line => line.sign === ' ')) return '';
	const near = lines.map((_, index) =>
		lines.slice(Math.max(0, index - around), index + around + 1).some(line => line.sign !== ' '),
	);
	return lines
		.map((line, index) => {
			if (near[index]) return `${paint(line, color)}\n`;
			return index === 0 || near[index - 1] ? '  …\n' : '';
		})
		.join('');
}

function paint({sign, text}: Line, color: boolean): string {
	const line = `${sign} ${text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')}`;
	if (!color || sign === ' ') return line;
	return `\x1b[${sign === '+' ? 32 : 31}m${line}\x1b[39m`;
}

function split(text: string): string[] {
	const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
	if (lines.at(-1) === '') lines.pop();
	return lines;
}

function diffLines(before: readonly string[], after: readonly string[]): Line[] {
	let start = 0;
	while (start < before.length && start < after.length && before[start] === after[start]) start++;
	let end = 0;
	const shorter = Math.min(before.length, after.length) - start;
	while (end < shorter && before.at(-1 - end) === after.at(-1 - end)) end++;
	const middle = longestCommon(before.slice(start, before.length - end), after.slice(start, after.length - end));
	const same = (text: string): Line => ({sign: ' ', text});
	return [...before.slice(0, start).map(same), ...middle, ...before.slice(before.length - end).map(same)];
}

/** Longest common subsequence by the classic table, as long as that stays small. */
function longestCommon(before: readonly string[], after: readonly string[]): Line[] {
	if (before.length * after.length > maxCells) {
		const signed = (sign: Line['sign']) => (text: string) => ({sign, text});
		return [...before.map(signed('-')), ...after.map(signed('+'))];
	}
	const lengths = Array.from({length: before.length + 1}, () => new Uint32Array(after.length + 1));
	const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
	for (let row = before.length - 1; row >= 0; row--) {
		for (let column = after.length - 1; column >= 0; column--) {
			const isSame = before[row] === after[column];
			lengths[row]![column] = isSame ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
		}
	}
	const lines: Line[] = [];
	let row = 0;
	let column = 0;
	while (row < before.length || column < after.length) {
		const isSame = row < before.length && column < after.length && before[row] === after[column];
		if (isSame) lines.push({sign: ' ', text: before[row] ?? ''});
		const isRemoved = !isSame && column >= after.length;
		const takesOld = isRemoved || (!isSame && row < before.length && at(row + 1, column) >= at(row, column + 1));
		if (!isSame) lines.push(takesOld ? {sign: '-', text: before[row] ?? ''} : {sign: '+', text: after[column] ?? ''});
		if (isSame || takesOld) row++;
		if (isSame || !takesOld) column++;
	}
	return lines;
}
