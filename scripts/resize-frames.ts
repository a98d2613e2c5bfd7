// After a resize Ink first draws the old frame at the new size, where each row that has become too long wraps and pushes
// the others down, and then only what differs from that: rows that are blank in both frames keep what stands there. Here
// the old frame is left out, and the next one is drawn whole on an erased screen, as Ink does after an overflow.
import {readFileSync} from 'node:fs';
import type {Plugin} from 'esbuild';

const drawsOldFrame = /this\.onRender\(\);(\s*this\.lastTerminalWidth = currentWidth;)/;

export const resizeFrames: Plugin = {
	name: 'resize-frames',
	setup(bundler) {
		bundler.onLoad({filter: /[\\/]ink[\\/]build[\\/]ink\.js$/}, ({path}) => {
			const text = readFileSync(path, 'utf8');
			if (!drawsOldFrame.test(text)) {
				return {errors: [{text: `${path} no longer has ${drawsOldFrame}: see scripts/resize-frames.ts`}]};
			}
			return {contents: text.replace(drawsOldFrame, 'this.lastOutputHeight = Number.POSITIVE_INFINITY;$1')};
		});
	},
};
