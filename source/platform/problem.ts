/** Something that could not be read, or a database that was set aside: reported once, with what to do. */
export interface Problem {
	type: 'problem';
	/** The file, folder or address. */
	path: string;
	/** What went wrong and what to do, in one sentence. */
	message: string;
	count: number;
}
