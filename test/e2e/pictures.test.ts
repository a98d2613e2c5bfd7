/** The pictures in docs/ are what the program shows. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {pictureViews} from '../../scripts/pictures/views.ts';
import {pictureFile, takePicture} from '../../scripts/pictures.ts';

const root = path.resolve(import.meta.dirname, '../..');
const inDocs = (...picture: Parameters<typeof pictureFile>) =>
	readFileSync(path.join(root, pictureFile(...picture)), 'utf8');
const hint = '`npm run pictures` draws them again';

// On a machine that is slow at the wrong moment a picture may be taken between two frames: another one is not.
const again = {retry: 2};

test.each(pictureViews)('the picture of $name', again, async view => {
	expect(await takePicture(view, 'dark'), hint).toBe(inDocs(view, 'dark'));
});

test('a picture on a light ground', again, async () => {
	const [view] = pictureViews;
	expect(await takePicture(view!, 'light'), hint).toBe(inDocs(view!, 'light'));
});
