/** What there is on a machine that ssh reaches, where no ccmon answered: asked by a few lines of shell. */
import type {HostConfig} from '../../core/config/hosts.ts';
import {askNobody, sshCommand} from '../../live/hosts/host-command.ts';
import {loadExeca} from '../../platform/programs.ts';

export interface Found {
	/** Where programs lie there; null: they were not found. */
	ccmon: string | null;
	claude: string | null;
	node: string | null;
	/** `v24.1.0` */
	nodeVersion: string | null;
}

/**
 * Beside the PATH of commands over ssh, which often is short: that of a login, and where installers of Node put programs.
 * A line for each that is found.
 */
const script = `for name in ccmon claude node; do
	found=$(command -v $name || "\${SHELL:-sh}" -lc "command -v $name" 2>/dev/null | tail -n 1)
	for file in "$found" ~/.local/bin/$name ~/bin/$name ~/.npm-global/bin/$name ~/.volta/bin/$name \\
		~/.nvm/versions/node/*/bin/$name ~/.local/share/mise/shims/$name /usr/local/bin/$name /opt/homebrew/bin/$name; do
		if [ -x "$file" ]; then echo "ccmon-found $name $file"; break; fi
	done
done
node=$(command -v node || "\${SHELL:-sh}" -lc 'command -v node' 2>/dev/null | tail -n 1)
[ -x "$node" ] && echo "ccmon-found version $("$node" --version)"
:`;

const patienceMs = 20_000;
const mostOutput = 64 * 1024;

/** Null: it is not reached over ssh, or nothing came of it. */
export async function lookAtHost({reach}: HostConfig, env: NodeJS.ProcessEnv): Promise<Found | null> {
	if (reach.type !== 'ssh') return null;
	// On standard input: a login shell other than a POSIX one would read the script in its own way.
	const {file, args} = sshCommand(reach.destination, 'exec sh -s');
	const execa = await loadExeca();
	const {stdout, exitCode} = await execa(file, args, {
		env: {...env, ...askNobody},
		detached: true,
		reject: false,
		input: script,
		timeout: patienceMs,
		maxBuffer: mostOutput,
	});
	// ssh's own code: it did not come through.
	return exitCode === undefined || exitCode === 255 ? null : parseFound(stdout ?? '');
}

/** A path is taken over into a command: nothing that a shell would read otherwise. */
const safePath = /^\/[\w@%+=:,./-]{1,300}$/;

export function parseFound(output: string): Found {
	const found = new Map<string, string>();
	for (const line of output.split('\n')) {
		const [, name = '', value = ''] = /^ccmon-found (\w+) (\S+)$/.exec(line.trim()) ?? [];
		if (safePath.test(value) || (name === 'version' && /^v\d+[\d.]*$/.test(value))) found.set(name, value);
	}
	const get = (name: string) => found.get(name) ?? null;
	return {ccmon: get('ccmon'), claude: get('claude'), node: get('node'), nodeVersion: get('version')};
}

/** How ccmon is started there though it is not on the PATH; Node mostly lies beside it, and is looked for on the PATH. */
export function commandFor(ccmon: string): string {
	const folder = ccmon.slice(0, ccmon.lastIndexOf('/'));
	return `env "PATH=${folder}:$PATH" ccmon`;
}
