// Loaded before a program: its clock runs faster, from a given moment on. Timers and the times of files stay real.
'use strict';
const [begun, factor] = (process.env.SOAK_CLOCK ?? '').split(' ').map(Number);
if (factor > 0) {
	const RealDate = Date;
	const now = () => Math.floor(begun + (RealDate.now() - begun) * factor);
	globalThis.Date = class extends RealDate {
		constructor(...given) {
			if (given.length === 0) super(now());
			else super(...given);
		}
		static now() {
			return now();
		}
	};
}
