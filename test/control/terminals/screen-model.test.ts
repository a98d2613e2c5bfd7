import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {readPromptBox} from '../../../source/claude/screen/prompt-box.ts';
import {createScreenModel} from '../../../source/control/terminals/screen-model.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/screens');

async function modelOf(text: string, columns: number, rows: number) {
	const model = await createScreenModel(columns, rows);
	model.write(Buffer.from(text));
	const screen = await model.read();
	model.close();
	return screen;
}

test.each(readdirSync(folder))('%s reads the same through the model as through tmux', async name => {
	const capture = readFileSync(path.join(folder, name), 'utf8').replace(/\n$/, '');
	const columns = Number(/\.(\d+)\.ans$/.exec(name)?.[1]);
	const screen = await modelOf(capture.replaceAll('\n', '\r\n'), columns, capture.split('\n').length);
	expect(readPromptBox(parseAnsiScreen(screen.rows.join('\n'), columns))).toEqual(
		readPromptBox(parseAnsiScreen(capture, columns)),
	);
});

test('rows are text with colours, without blanks at the end', async () => {
	const screen = await modelOf(
		'plain   \r\n\u001b[2;7mdim\u001b[m \u001b[31mr\u001b[38;2;1;2;3mg\u001b[m\r\n日本',
		12,
		4,
	);
	expect(screen).toEqual({
		columns: 12,
		rows: ['plain', '\u001b[0;2;7mdim\u001b[0m \u001b[0;38;5;1mr\u001b[0;38;2;1;2;3mg\u001b[0m', '日本', ''],
	});
});

test('a screen follows the program: cleared, scrolled, resized, on the alternate screen', async () => {
	const model = await createScreenModel(10, 3);
	model.write(Buffer.from('1\r\n2\r\n3\r\n4'));
	expect((await model.read()).rows).toEqual(['2', '3', '4']);
	model.write(Buffer.from('\u001b[?1049h\u001b[2J\u001b[Hother'));
	expect((await model.read()).rows).toEqual(['other', '', '']);
	model.write(Buffer.from('\u001b[?1049l'));
	expect((await model.read()).rows).toEqual(['2', '3', '4']);
	model.resize(20, 2);
	expect(await model.read()).toMatchObject({columns: 20, rows: {length: 2}});
	model.close();
});

test('knows whether the program takes pastes, and answers what a terminal is asked', async () => {
	const model = await createScreenModel(10, 3);
	let answer = '';
	model.onReply(reply => {
		answer += reply;
	});
	expect(model.takesPastes()).toBe(false);
	model.write(Buffer.from('\u001b[?2004h\u001b[c'));
	await model.read();
	expect(model.takesPastes()).toBe(true);
	expect(answer).toMatch(/^\u001b\[\?[\d;]+c$/);
	model.close();
});
