/** What a headless session says, as lines to show: broken at words, since an answer may be one long line. */

export interface OutputLines {
	/** More of the text that is being written. */
	add(text: string): void;
	/** The text is complete: what is left of it is a line. */
	end(): void;
}

const lineLength = 100;

export function createOutputLines(say: (line: string) => void): OutputLines {
	let rest = '';

	function take(length: number, gap: number): void {
		const line = rest.slice(0, length).trimEnd();
		rest = rest.slice(length + gap);
		if (line !== '') say(line);
	}

	return {
		add(text) {
			rest += text;
			for (;;) {
				const newline = rest.indexOf('\n');
				if (newline >= 0 && newline <= lineLength) take(newline, 1);
				else if (rest.length <= lineLength) return;
				else {
					const space = rest.lastIndexOf(' ', lineLength);
					if (space > 0) take(space, 1);
					else take(isHalved(rest, lineLength) ? lineLength - 1 : lineLength, 0);
				}
			}
		},
		end() {
			take(rest.length, 0);
		},
	};
}

/** Whether a character of two units would be cut there. */
const isHalved = (text: string, at: number) => /[\ud800-\udbff]/.test(text[at - 1]!);
