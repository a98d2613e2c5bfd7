import {expect, test} from 'vitest';
import {endingSignal} from '../../source/cli/ending-signal.ts';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is said as the reason; a second one ends the program', name => {
	const before = process.listeners(name);
	const ending = endingSignal();
	expect(ending.aborted).toBe(false);
	process.emit(name);
	expect([ending.aborted, ending.reason]).toEqual([true, name]);
	// Not listened for any more: the system's way with the signal holds again.
	expect(process.listeners(name).filter(listener => !before.includes(listener))).toEqual([]);
});
