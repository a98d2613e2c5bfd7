import {expect, test} from 'vitest';
import {Lines} from '../../source/ui/lines.tsx';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {ScrollArea} from '../../source/ui/scroll-area.tsx';
import {testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

function scrolled(scroll: number, height: number, count = 9) {
	const measured = {} as ScreenParts['measured'];
	const lines = Array.from({length: count}, (_, index) => `line ${index}`);
	const area = (
		<ScrollArea height={height} contentHeight={count} scroll={scroll}>
			<Lines lines={lines} />
		</ScrollArea>
	);
	const parts = {measured, options: testOptions} as ScreenParts;
	const terminal = renderAt(<ScreenContext value={parts}>{area}</ScreenContext>, {columns: 20, rows: 12});
	return {shown: terminal.lines().filter(line => line !== ''), measured};
}

test('what does not fit is shown from the line that was scrolled to, and never beyond the end', () => {
	expect(scrolled(0, 3).shown).toEqual(['line 0', 'line 1', 'line 2']);
	expect(scrolled(4, 3).shown).toEqual(['line 4', 'line 5', 'line 6']);
	expect(scrolled(100, 3).shown).toEqual(['line 6', 'line 7', 'line 8']);
	expect(scrolled(2, 9).shown).toHaveLength(9);
});

test('how far it can be scrolled, and by how much at once, is known to the keys', () => {
	expect(scrolled(0, 3).measured).toEqual({scrollEnd: 6, pageRows: 3});
	expect(scrolled(0, 20).measured).toEqual({scrollEnd: 0, pageRows: 20});
});
