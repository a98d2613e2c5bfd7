/** For a fleet that reads everything from the files, as where no database can be opened. */
export const withoutIndex = {
	live: {
		...{positionOf: () => null, lastActivityOf: () => null, onOpened() {}, isOpen: () => true},
		closeQuiet: async () => [],
	},
	readIndex: async () => false,
};
