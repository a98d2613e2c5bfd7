/** Scrolls as little as possible to keep the selection in view. */
export function firstRow(previous: number, selected: number, height: number, count: number): number {
	const top = Math.min(Math.max(previous, selected - height + 1), Math.max(0, selected));
	return Math.max(0, Math.min(top, count - height));
}
