/**
 * Watches a few folders for changes. Where the system offers no watch, or loses one (a folder that vanished and came
 * back, a network drive), the caller's regular look finds the change later.
 */
import {identityOf, statOrNull} from '../platform/files.ts';
import {type FolderWatch, watchFolder} from '../platform/watch-folder.ts';

export interface FolderWatches {
	/**
	 * Sets the folders to watch, as far as they exist; cheap if nothing has changed. True if some are new:
	 * what was put into those before is not reported.
	 */
	set(folders: Iterable<string>): boolean;
	close(): void;
}

/** `name`: what changed in the folder; null: anything. */
export function createFolderWatches(onChange: (folder: string, name: string | null) => void): FolderWatches {
	const watched = new Map<string, {watch: FolderWatch; identity: string}>();

	function unwatch(folder: string): void {
		watched.get(folder)?.watch.close();
		watched.delete(folder);
	}

	function rewatch(folder: string): boolean {
		const stats = statOrNull(folder);
		// A folder that was replaced under the same name has lost its watch.
		const identity = stats?.isDirectory() ? identityOf(stats) : '';
		if (identity === (watched.get(folder)?.identity ?? '')) return false;
		unwatch(folder);
		if (!identity) return false;
		const watch = watchFolder(
			folder,
			name => onChange(folder, name),
			() => unwatch(folder),
		);
		if (watch) watched.set(folder, {watch, identity});
		return watch !== null;
	}

	return {
		set(folders) {
			const wanted = new Set(folders);
			for (const folder of [...watched.keys()]) if (!wanted.has(folder)) unwatch(folder);
			return [...wanted].filter(rewatch).length > 0;
		},
		close() {
			for (const folder of [...watched.keys()]) unwatch(folder);
		},
	};
}
