import {expect, test} from 'vitest';
import {encodeWrite, snappyBlock} from '../../../source/reports/team/remote-write.ts';

test('a Snappy block is its length and literals of at most 64 KiB', () => {
	expect([...snappyBlock(Uint8Array.of(7, 8, 9))]).toEqual([3, 0xf4, 2, 0, 7, 8, 9]);
	const large = snappyBlock(new Uint8Array(70_000));
	// 70,000 in seven-bit groups: 0x70, 0x22, 4.
	expect([...large.subarray(0, 6)]).toEqual([0xf0, 0xa2, 0x04, 0xf4, 0xff, 0xff]);
	expect([...large.subarray(6 + 65_536, 6 + 65_536 + 3)]).toEqual([0xf4, 4463 & 0xff, 4463 >> 8]);
	expect(large.length).toBe(3 + 3 + 65_536 + 3 + 4464);
	expect([...snappyBlock(new Uint8Array())]).toEqual([0]);
});

test('labels are sorted, and empty ones left out', () => {
	const body = encodeWrite([{name: 'x', labels: {user: 'ada', team: '', a: 'b'}, value: 1}], 5);
	const label = (name: string, value: string) => {
		const inner = [10, name.length, ...Buffer.from(name), 18, value.length, ...Buffer.from(value)];
		return [10, inner.length, ...inner];
	};
	const sample = [18, 11, 9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 16, 5];
	const series = [...label('__name__', 'x'), ...label('a', 'b'), ...label('user', 'ada'), ...sample];
	const message = [10, series.length, ...series];
	expect([...body]).toEqual([message.length, 0xf4, message.length - 1, 0, ...message]);
});
