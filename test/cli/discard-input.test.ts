import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {discardInput} from '../../source/cli/discard-input.ts';

const terminal = () => {
	const modes: boolean[] = [];
	const stdin = Object.assign(new PassThrough(), {setRawMode: (raw: boolean) => modes.push(raw)});
	return {stdin, modes, as: stdin as unknown as NodeJS.ReadStream};
};

test('discards input until then, and keeps what comes after', async () => {
	const {stdin, modes, as} = terminal();
	const {promise, resolve} = Promise.withResolvers<void>();
	const discarding = discardInput(as, promise);
	stdin.write('\x1b[?62;c');
	expect(modes).toEqual([true]);
	resolve();
	await discarding;
	expect(modes).toEqual([true, false]);
	const kept: string[] = [];
	stdin.on('data', data => kept.push(String(data)));
	stdin.write('q');
	stdin.end();
	await new Promise(done => stdin.on('end', done));
	expect(kept).toEqual(['q']);
});

test('gives the terminal back even if the wait fails', async () => {
	const {stdin, modes, as} = terminal();
	await expect(discardInput(as, Promise.reject(new Error('no')))).rejects.toThrow('no');
	expect(modes).toEqual([true, false]);
	expect(stdin.listenerCount('data')).toBe(0);
});
