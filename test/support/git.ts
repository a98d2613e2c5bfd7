import {execFileSync} from 'node:child_process';
import {baseEnvironment} from './environment.ts';

/** Runs git as somebody, without the settings of whoever runs the tests. Throws what it says if it fails. */
export function git(home: string, ...args: string[]): void {
	const env = {...baseEnvironment(), HOME: home};
	execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=Ada', ...args], {env});
}
