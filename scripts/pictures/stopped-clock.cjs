// Loaded before ccmon (`node --require`) where its screen is to be the same each time: its clock stands still.
'use strict';
const RealDate = Date;
const moment = RealDate.UTC(2026, 10, 20, 14, 30);

globalThis.Date = class extends RealDate {
	constructor(...parts) {
		if (parts.length === 0) super(moment);
		else super(...parts);
	}
	static now() {
		return moment;
	}
};
