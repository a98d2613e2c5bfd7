import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readDropIns} from '../../source/platform/drop-ins.ts';

test('the file, then what lies beside it by name; what cannot be read is named', () => {
	const folder = mkdtempSync(join(tmpdir(), 'ccmon-drop-ins-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const [file, dropIns] = [join(folder, 'a.json'), join(folder, 'a.d')];
	expect(readDropIns(file, dropIns, 100)).toEqual([]);
	mkdirSync(dropIns);
	for (const name of ['20.json', '10.json', '.hidden.json', 'notes.txt']) writeFileSync(join(dropIns, name), name);
	writeFileSync(join(dropIns, '30.json'), 'x'.repeat(101));
	writeFileSync(file, '{}');
	expect(readDropIns(file, dropIns, 100)).toEqual([
		{path: file, text: '{}'},
		{path: join(dropIns, '10.json'), text: '10.json'},
		{path: join(dropIns, '20.json'), text: '20.json'},
		{path: join(dropIns, '30.json'), text: null},
	]);
});
