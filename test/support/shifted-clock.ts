/** Programs whose clock is wrong, by Debian's libfaketime: the kernel's clock is everybody's. */
import {existsSync, globSync} from 'node:fs';

const library =
	globSync('/usr/lib/*/faketime/libfaketime.so.1')[0] ?? '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** With CI set tests must be able to do it: what CI promises to have tested, it tests. */
export const hasShiftedClock = process.env.CI !== undefined || existsSync(library);
if (!hasShiftedClock) console.warn('Skipped: tests of wrong clocks need libfaketime to be installed.');

/** For the beginning of a line of `sh`: what follows runs with a clock that is so many hours ahead. */
export const shiftedBy = (hours: number): string =>
	`LD_PRELOAD=${library} FAKETIME=${hours < 0 ? '' : '+'}${hours}h DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1`;
