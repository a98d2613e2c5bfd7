/** The programs that the history is measured against, installed from npm into a folder of the bench's own. */
import {execFile} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';

export interface Rivals {
	/** `ccusage daily --offline --json`, as a person runs it: its script starts its binary. */
	ccusage: readonly string[];
	/** The same without the script. */
	ccusageBinary: readonly string[];
	tokscale: readonly string[];
}

/** The version that the figures in README.md are of; each night tries the newest. */
const ccusageVersion = process.env.CCMON_BENCH_CCUSAGE ?? '20.0.24';

const packages = {
	ccusage: `ccusage@${ccusageVersion}`,
	ccusageBinary: `@ccusage/ccusage-linux-x64@${ccusageVersion}`,
	tokscale: '@tokscale/cli-linux-x64-gnu@4.17.0',
} as const;

export const names = {ccusage: packages.ccusage, tokscale: 'tokscale@4.17.0'} as const;

/** CCMON_BENCH_CACHE names the folder; what is there is used as it is. Throws, with the reason, if they cannot be installed. */
export async function installRivals(): Promise<Rivals> {
	if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('they are for Linux on x64');
	const folder = process.env.CCMON_BENCH_CACHE ?? path.join(tmpdir(), 'ccmon-bench-rivals');
	const modules = path.join(folder, 'node_modules');
	const ccusage = path.join(modules, 'ccusage/src/cli.js');
	const binary = path.join(modules, '@ccusage/ccusage-linux-x64/bin/ccusage');
	const tokscale = path.join(modules, '@tokscale/cli-linux-x64-gnu/bin/tokscale');
	if (![ccusage, binary, tokscale].every(file => existsSync(file))) {
		mkdirSync(folder, {recursive: true});
		const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', ...Object.values(packages)];
		await promisify(execFile)('npm', args, {cwd: folder, timeout: 300_000}).catch(error => {
			throw new Error(
				`npm could not install them: ${
					String(error.stderr || error)
						.trim()
						.split('\n')[0]
				}`,
			);
		});
	}
	// Their archives do not mark all of them as programs.
	for (const file of [binary, tokscale]) chmodSync(file, 0o755);
	const daily = ['daily', '--offline', '--json'];
	return {
		ccusage: [process.execPath, ccusage, ...daily],
		ccusageBinary: [binary, ...daily],
		tokscale: [tokscale, '--json', '--no-spinner', '--client', 'claude'],
	};
}
