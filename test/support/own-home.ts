/**
 * For the unit tests as a whole: a home that is nobody's, so that a test that forgets to name one cannot read or write the
 * home of whoever runs the tests. Each process of a test inherits it.
 */
import {temporaryFolder} from './environment.ts';

export default function setup(): () => void {
	const home = temporaryFolder('ccmon-home');
	process.env.HOME = home.path;
	for (const name of Object.keys(process.env)) if (/^(?:XDG_|CLAUDE_CONFIG_DIR$)/.test(name)) delete process.env[name];
	return () => home.remove();
}
