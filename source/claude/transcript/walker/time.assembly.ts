/** Reads times: AssemblyScript, compiled into walker.wasm.ts with walk.assembly.ts, which says how. */
import {colon} from './memory.assembly';
import {isDigit} from './skim.assembly';

/** Larger than any number of the digits of a time: some of them are none. */
const none = 1 << 20;

/** Milliseconds since 1970 of `2026-11-22T10:00:00.000Z`; -1: it is written otherwise, or may be no time at all. */
export function readTime(at: usize): f64 {
	const isUsual =
		load<u8>(at, 4) === 45 &&
		load<u8>(at, 7) === 45 &&
		load<u8>(at, 10) === 84 &&
		load<u8>(at, 13) === colon &&
		load<u8>(at, 16) === colon &&
		load<u8>(at, 19) === 46 &&
		load<u8>(at, 23) === 90;
	const year = digits(at, 4);
	const month = digits(at + 5, 2);
	const day = digits(at + 8, 2);
	const hour = digits(at + 11, 2);
	const minute = digits(at + 14, 2);
	const second = digits(at + 17, 2);
	const millisecond = digits(at + 20, 3);
	// The last days of a month are not in all of them.
	if (!isUsual || year < 1970 || year >= none || month < 1 || month > 12 || day < 1 || day > 28) return -1;
	if (hour > 23 || minute > 59 || second > 59 || millisecond >= none) return -1;
	// Years are counted from March: a leap day is the last of them. 719,468 days of them come before 1970.
	const years = month > 2 ? year : year - 1;
	const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	const days = 365 * years + years / 4 - years / 100 + years / 400 + dayOfYear - 719_468;
	return f64(days) * 86_400_000 + f64(((hour * 60 + minute) * 60 + second) * 1000 + millisecond);
}

function digits(at: usize, count: usize): i32 {
	let value: i32 = 0;
	for (const end = at + count; at < end; at++) {
		if (!isDigit(load<u8>(at))) return none;
		value = value * 10 + (load<u8>(at) - 48);
	}
	return value;
}
