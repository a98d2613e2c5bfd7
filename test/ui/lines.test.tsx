import {Box, Text} from 'ink';
import {type ReactElement, useEffect, useState} from 'react';
import {expect, test} from 'vitest';
import {Line, Lines} from '../../source/ui/lines.tsx';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {createLook} from '../../source/ui/theme.ts';
import {renderAt} from '../support/fake-terminal.ts';

const look = createLook({colour: 'full', ascii: false});
const painted = `${look.paint('strong', 'fix the 漢字 parser')}  ${look.paint('bad', '$4.20')}  ${look.paint('muted', 'idle 3m')}`;

function terminalOf(element: ReactElement, columns: number) {
	const parts = {options: {look}} as unknown as ScreenParts;
	const box = <Box width={columns}>{element}</Box>;
	return renderAt(<ScreenContext value={parts}>{box}</ScreenContext>, {columns, rows: 5});
}

const draw = (element: ReactElement, columns: number) => terminalOf(element, columns).lines();

test.each([5, 12, 13, 20, 27, 31, 34, 35, 80])('a coloured line in %i columns is as Ink draws it', columns => {
	const drawn = draw(<Line text={painted} />, columns);
	expect(drawn).toEqual(draw(<Text wrap="truncate">{painted}</Text>, columns));
	expect(drawn).toHaveLength(1);
});

test('lines lie one below the other, empty ones too', () => {
	const drawn = draw(<Lines lines={[look.paint('bad', 'one'), '', look.paint('muted', 'three')]} />, 20);
	expect(drawn).toEqual([look.paint('bad', 'one'), '', look.paint('muted', 'three')]);
});

function Changing() {
	const [isBad, setBad] = useState(true);
	useEffect(() => setBad(false), []);
	return <Line text={look.paint(isBad ? 'bad' : 'muted', 'same')} />;
}

test('a line whose colour alone changes is drawn again', async () => {
	await terminalOf(<Changing />, 20).shows(look.paint('muted', 'same'));
});
