/** Screens of two programs made comparable. */
import {createScreenModel} from '../../source/control/terminals/screen-model.ts';

/**
 * What is to be seen of a screen, colours included, without what differs from start to start: hints, the answer’s number,
 * durations, times of day, ids, the folder.
 */
export async function visible(colours: string): Promise<string> {
	const model = await createScreenModel(140, 40);
	model.write(Buffer.from(colours.replaceAll('\n', '\r\n')));
	const {rows} = await model.read();
	model.close();
	return (
		rows
			.map(withoutInvisible)
			.join('\n')
			.replace(/(?:\{[\d;]*\})?Try (?:\{[\d;]*\})?".*/g, '')
			.replace(/ccmon-claude-\w+/g, 'home')
			.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
			.replace(/Answer \d+/g, 'Answer')
			// A hint that comes after a while, and goes.
			.replace(/ · ← for agents.*/g, '')
			.replace(/✻.*/g, '✻')
	);
}

/** A blank shows its background only; which other colours it has depends on what stood there before. */
function withoutInvisible(row: string): string {
	let text = '';
	let shown = '';
	let look = '';
	for (const [, code, character = ''] of row.matchAll(/\x1b\[0([\d;]*)m|([^\x1b])/gu)) {
		if (code !== undefined) look = code;
		const own = character === ' ' ? (/(?:;7\b|;48;).*/.exec(look)?.[0] ?? '') : look;
		if (character !== '' && (character !== ' ' || own !== '') && own !== shown) {
			text += `{${own}}`;
			shown = own;
		}
		text += character;
	}
	// The cursor of an empty box. tmux leaves out what is blank at the end of a row, or not, by how the row came to be.
	return text.replace(/\s*\{;7\}\s*$/, '').trimEnd();
}
