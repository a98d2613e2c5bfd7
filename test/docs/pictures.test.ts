/** The pictures of the pages for people: those that are named exist, and no others. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {pictureViews} from '../../scripts/pictures/views.ts';
import {grounds, pictureFile} from '../../scripts/pictures.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const inDocs = globSync('docs/pictures/*', {cwd: root}).sort();

test('the pages show all pictures that there are, each on both grounds', () => {
	const named = globSync(['*.md', 'docs/**/*.md'], {cwd: root}).flatMap(page =>
		[...read(page).matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, link]) => path.join(path.dirname(page), link!)),
	);
	expect([...new Set(named)].sort()).toEqual(inDocs);
});

test('`npm run pictures` makes exactly these', () => {
	const made = pictureViews.flatMap(view => grounds.map(ground => pictureFile(view, ground)));
	expect(made.sort()).toEqual(inDocs);
});

test.each(pictureViews)('the two pictures of $name say the same', view => {
	const [dark, light] = grounds.map(ground => textOf(read(pictureFile(view, ground))));
	expect(light).toEqual(dark);
});

/** Texts with their places. */
function textOf(picture: string): string[] {
	return [...picture.matchAll(/<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)/g)].map(([, ...parts]) => parts.join(' '));
}
