import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {compileWalker, walkerModule} from '../../../../scripts/walker.ts';

test('the walker is compiled from the sources as they are: node scripts/walker.ts', () => {
	expect(readFileSync(walkerModule, 'utf8')).toBe(compileWalker());
});
