/** Whether a path is a folder or lies in it. Both absolute and without a slash at the end, as `resolveFolder` spells them. */
export function isInFolder(path: string, folder: string): boolean {
	return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`);
}
