// Writes docs/pictures/: what the built ccmon shows in a terminal, drawn as SVG on a dark and a light ground. Time and seed are
// fixed: without a change of the screen the files stay as they are, and a test compares them.
// `npm run pictures`, or `npm run pictures list` for those named.
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type BareTerminal, openBareTerminal} from '../test/support/bare-terminal.ts';
import {ccmonCommand, ccmonEnvironment, isDrawn} from '../test/support/ccmon.ts';
import {temporaryFolder} from '../test/support/environment.ts';
import {palettes, screenSvg} from './pictures/screen-svg.ts';
import {type PictureView, pictureViews} from './pictures/views.ts';

const root = path.resolve(import.meta.dirname, '..');
export const grounds = ['dark', 'light'] as const;
export type Ground = (typeof grounds)[number];

/** The screen is looked at every 50 ms. */
const looksUnchanged = 6;

/** From the folder of the repository. */
export const pictureFile = ({name}: PictureView, ground: Ground) => `docs/pictures/${name}-${ground}.svg`;

/** Runs the demo in a home of its own, and draws what it shows once the keys of the view have been typed. */
export async function takePicture(view: PictureView, ground: Ground): Promise<string> {
	const {columns, rows, keys, shows, title, withHosts = false} = view;
	const home = temporaryFolder('ccmon-picture');
	mkdirSync(home.at('.config', 'ccmon'), {recursive: true});
	writeFileSync(home.at('.config', 'ccmon', 'config.toml'), `theme = "${ground}"\n`);
	const [node = '', ...args] = ccmonCommand;
	const stopped = ['--require', path.join(root, 'scripts/pictures/stopped-clock.cjs')];
	const terminal = await openBareTerminal({
		command: [node, ...stopped, ...args, '--demo', ...(withHosts ? [] : ['--no-hosts'])],
		cwd: home.path,
		env: ccmonEnvironment(home.path),
		columns,
		rows,
	});
	try {
		await settled(terminal, isDrawn);
		for (const key of keys) {
			const before = await terminal.screen();
			terminal.type(key);
			await settled(terminal, screen => screen !== before);
		}
		await settled(terminal, screen => shows.every(sign => sign.test(screen)));
		return screenSvg(await terminal.coloured(), palettes[ground], title);
	} finally {
		await terminal.close();
		home.remove();
	}
}

/** Waits until the screen is complete and nothing on it moves any more. */
async function settled(terminal: BareTerminal, isComplete: (screen: string) => boolean): Promise<void> {
	let last = '';
	let same = 0;
	await terminal.waitFor(screen => {
		same = screen === last ? same + 1 : 0;
		last = screen;
		return same >= looksUnchanged && isComplete(screen);
	});
}

if (process.argv[1] === import.meta.filename) {
	const named = process.argv.slice(2);
	const chosen = pictureViews.filter(({name}) => named.length === 0 || named.includes(name));
	mkdirSync(path.join(root, 'docs/pictures'), {recursive: true});
	for (const view of chosen) {
		for (const ground of grounds) {
			const file = pictureFile(view, ground);
			const picture = await takePicture(view, ground);
			writeFileSync(path.join(root, file), picture);
			process.stdout.write(`${file}  ${(Buffer.byteLength(picture) / 1000).toFixed(1)} kB\n`);
		}
	}
}
