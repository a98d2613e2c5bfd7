/** Shows a home folder by every command that shows something, in this process, and checks what they say. */
import path from 'node:path';
import {sessions as listPast, report, tpm} from '../../source/cli/history.ts';
import {metrics} from '../../source/cli/metrics.ts';
import {printOnce} from '../../source/cli/once.ts';
import {examine} from '../../source/cli/setup.ts';
import {hold, holdFigures, holdText} from './edge.ts';

/** Claude Code's folder is `.claude` in it; ccmon's are `state/ccmon` and `config/ccmon`. */
export async function showEverything(home: string, {doctor = false} = {}): Promise<void> {
	const environment = {
		HOME: home,
		CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
		XDG_STATE_HOME: path.join(home, 'state'),
		XDG_CONFIG_HOME: path.join(home, 'config'),
		XDG_RUNTIME_DIR: home,
		TMUX_TMPDIR: home,
	};
	const before = {...process.env};
	Object.assign(process.env, environment);
	const monitor = {configDirs: [], once: true, demo: false, ascii: false, fresh: false, hosts: null};
	try {
		const once = await run(() => printOnce({...monitor, json: true}, '0'));
		holdFigures(JSON.parse(once.stdout), 'once');
		await run(() => printOnce({...monitor, json: false}, '0'));
		const sessions = await run(() => report([], {by: 'session', json: true}));
		holdFigures(JSON.parse(sessions.stdout), 'report');
		for (const by of ['model', 'cause', 'tool', 'project']) await run(() => report([], {by}));
		const past = await run(() => listPast([], {json: true}));
		holdFigures(JSON.parse(past.stdout), 'sessions');
		await run(() => listPast([], {search: 'hello'}));
		const minutes = await run(() => tpm([], {json: true}));
		holdFigures(JSON.parse(minutes.stdout), 'tpm');
		// It starts programs, and takes as long as all others together.
		if (doctor) {
			const found = await run(() => examine([], {json: true}, '0.0.0'), [0, 1]);
			holdFigures(JSON.parse(found.stdout), 'doctor');
		}
		const {stdout} = await run(() => metrics([], {}));
		const figures = stdout.split('\n').filter(line => line !== '' && !line.startsWith('#'));
		for (const line of figures) hold(/ \d[\d.e+-]*$/.test(line), 'a metric is a number', line);
	} finally {
		for (const name of Object.keys(environment)) delete process.env[name];
		Object.assign(process.env, before);
	}
}

/** What a command writes. It must succeed, and write nothing that a terminal acts on. */
async function run(command: () => Promise<number>, codes = [0]): Promise<{stdout: string; stderr: string}> {
	const written = {stdout: '', stderr: ''};
	const streams = ['stdout', 'stderr'] as const;
	const writes = streams.map(name => process[name].write);
	let code: number;
	try {
		for (const name of streams) {
			process[name].write = (text: string | Uint8Array, ...rest: unknown[]) => {
				written[name] += text;
				for (const done of rest) if (typeof done === 'function') done();
				return true;
			};
		}
		code = await command();
	} finally {
		for (const [index, name] of streams.entries()) process[name].write = writes[index]!;
	}
	hold(codes.includes(code), 'it succeeds', [code, written]);
	holdText(written.stdout + written.stderr, 'what is written');
	hold(!written.stderr.includes('A fault in ccmon'), 'there is no fault of our own', written.stderr);
	return written;
}
