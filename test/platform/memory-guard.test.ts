import {afterEach, expect, test} from 'vitest';
import {startMemoryGuard} from '../../source/platform/memory-guard.ts';
import {waitFor} from '../support/wait.ts';

const mib = 2 ** 20;

let stop = () => {};
afterEach(() => stop());

/** A process that frees memory down to what it uses. `looks`: how often the guard has asked for its size. */
function start(used: number) {
	const process = {mb: used, used, looks: 0, collections: 0};
	stop = startMemoryGuard({
		everyMs: 1,
		rss() {
			process.looks++;
			return process.mb * mib;
		},
		collect() {
			process.collections++;
			process.mb = process.used;
		},
	});
	return process;
}

test('memory is freed when there is much of it', async () => {
	const process = start(110);
	process.mb = 139;
	await waitFor(() => process.looks > 3, {what: 'three looks'});
	expect(process.collections).toBe(0);
	process.mb = 141;
	await waitFor(() => process.mb === 110, {what: 'a collection'});
	process.mb = 150;
	await waitFor(() => process.mb === 110, {what: 'a collection'});
	expect(process.collections).toBe(2);
});

test('frees memory again only after it has grown', async () => {
	const process = start(170);
	await waitFor(() => process.collections === 1, {what: 'the first collection'});
	process.mb = 179;
	const {looks} = process;
	await waitFor(() => process.looks > looks + 3, {what: 'three looks'});
	expect(process.collections).toBe(1);
	process.mb = 181;
	await waitFor(() => process.collections === 2, {what: 'the second collection'});
});

test('does nothing if V8 does not offer it', () => {
	startMemoryGuard({
		collect: null,
		rss() {
			throw new Error('nobody asks for it');
		},
		everyMs: 1,
	})();
});
