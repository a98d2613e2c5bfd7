/** Looks around with a few lines of shell on a machine that ssh reaches but where no ccmon answered. */
import type {HostConfig} from '../../core/config/hosts.ts';
import {askNobody, sshCommand} from '../../live/hosts/host-command.ts';
import {loadExeca} from '../../platform/programs.ts';

export interface Found {
	/** Paths of programs there; null: not found. */
	ccmon: string | null;
	claude: string | null;
	node: string | null;
	/** `v24.1.0` */
	nodeVersion: string | null;
}

/**
 * Searches a login's PATH and the folders of Node installers, in addition to ssh's PATH, which is often short.
 * Prints a line for each program found.
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

/** Null: not reached over ssh, or nothing was found out. */
export async function lookAtHost({reach}: HostConfig, env: NodeJS.ProcessEnv): Promise<Found | null> {
	if (reach.type !== 'ssh') return null;
	// On stdin to sh: a login shell that is not POSIX would interpret the script differently.
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
	// ssh's own exit code: the connection failed.
	return exitCode === undefined || exitCode === 255 ? null : parseFound(stdout ?? '');
}

/** The path becomes part of a command, so accept only characters without a meaning in shells. */
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

/** How to start ccmon there if it is not on the PATH; Node usually lies beside it, and is looked up on the PATH. */
export function commandFor(ccmon: string): string {
	const folder = ccmon.slice(0, ccmon.lastIndexOf('/'));
	return `env "PATH=${folder}:$PATH" ccmon`;
}
