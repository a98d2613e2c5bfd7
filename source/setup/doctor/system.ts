/** What ccmon needs of the machine. */
import {isNewEnough, neededNode} from '../../core/oldest-node.ts';
import {type Check, missing, ok, warn} from './report.ts';

export function checkNode(version: string): Check {
	if (isNewEnough(version)) return ok('node', `Node ${version}.`);
	return missing('node', `Node ${version} is too old for ccmon.`, `Install ${neededNode}.`);
}

export async function checkTmux(
	run: (program: string, args: readonly string[]) => Promise<string | null>,
): Promise<Check> {
	const version = await run('tmux', ['-V']);
	if (version !== null) return ok('tmux', `${version.trim()}: sessions in its panes can be reached.`);
	return warn(
		'tmux',
		'tmux is not installed: ccmon can type only into sessions that it started itself.',
		'Install tmux.',
	);
}

export async function checkPty(load: () => Promise<unknown>): Promise<Check> {
	try {
		await load();
		return ok('pty', 'Sessions can be started in terminals of their own.');
	} catch {
		const message = 'node-pty has no build for this system: new sessions can be opened in tmux only.';
		return warn('pty', message, 'npm install -g ccmon --include=optional');
	}
}
