/**
 * Discards what the terminal sends until `end` has settled: keys meant for a screen that is gone by now, or
 * replies to a program that had the terminal before.
 */
export async function discardInput(stdin: NodeJS.ReadStream, end: Promise<unknown>): Promise<void> {
	const discard = () => {};
	stdin.setRawMode(true);
	stdin.on('data', discard);
	stdin.resume();
	try {
		await end;
	} finally {
		stdin.off('data', discard);
		stdin.setRawMode(false);
	}
}
