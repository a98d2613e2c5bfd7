/** Links of the pages for people lead somewhere, and the README leads to all of them. */
import {existsSync, globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = globSync(['*.md', 'docs/**/*.md', 'bench/README.md', 'test/support/README.md'], {cwd: root});

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.trim()
		.replaceAll(' ', '-');

const anchorsIn = (file: string) => [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

test.each(pages)('the links of %s', page => {
	const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
	const broken = links.filter(link => {
		if (/^[a-z]+:/.test(link)) return false;
		const [file = '', anchor] = link.split('#');
		const target = file === '' ? page : path.join(path.dirname(page), file);
		if (!existsSync(path.join(root, target))) return true;
		return anchor !== undefined && !anchorsIn(target).includes(anchor);
	});
	expect(broken).toEqual([]);
});

test('the README leads to every page of docs', () => {
	const readme = read('README.md');
	const unlinked = globSync('docs/*.md', {cwd: root}).filter(page => !readme.includes(`](${page}`));
	expect(unlinked).toEqual([]);
});
