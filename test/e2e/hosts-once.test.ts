/** Machines that count the same spending, over a real sshd: two names of one machine, this machine itself, and a container with the same config folder. */
import {globSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type CcmonOutput, ccmonCommand, ccmonEnvironment, runProgram, waitForCcmon} from '../support/ccmon.ts';
import {noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {ledgerUsd} from '../support/ledger.ts';
import {type LiveFleet, startLiveFleet} from '../support/live-fleet.ts';
import {builtCcmon, hasSshd, type SshServer, startSshServer} from '../support/ssh-server.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';

interface HostOutput extends CcmonOutput {
	sessions: (CcmonOutput['sessions'][number] & {host: string | null})[];
	hosts: {name: string; state: string; sameAs: string | null}[];
}

const unshare = `unshare --mount --pid --fork ${process.getuid?.() === 0 ? '' : '--map-root-user'}`;
const inContainer = '11111111-2222-4333-8444-555555555555';

/** A session that the container itself runs, and its ccmon; both see the processes of the container alone. */
const container = (configDir: string) => `exec ${unshare} sh -c '
mount -t proc proc /proc && mount --bind "${configDir}" "$HOME/.claude" || exit 99
sleep 1000 &
domain="linux:$(cat /etc/machine-id 2>/dev/null):$(readlink /proc/self/ns/pid)"
start=$(cut -d" " -f22 /proc/$!/stat)
now=$(date +%s)000
cat > "$HOME/.claude/sessions/in-container-$!.json" <<END
{"pid":$!,"sessionId":"${inContainer}","cwd":"/work","startedAt":$now,"procStart":"$start","version":"2.1.330",
"peerProtocol":1,"kind":"interactive","entrypoint":"cli","pidDomain":"$domain","name":"contained","nameSource":"user",
"nameSince":$now,"status":"idle","updatedAt":$now,"statusUpdatedAt":$now}
END
mv "$HOME/.claude/sessions/in-container-$!.json" "$HOME/.claude/sessions/$!.json"
${builtCcmon.replaceAll("'", '"')}' sh "$@"`;

describe.skipIf(!hasSshd)('every token once', () => {
	let folder: TemporaryFolder;
	let server: SshServer;
	let tmux: Tmux;
	let here: LiveFleet;
	let box: LiveFleet;
	let env: Record<string, string>;

	const homeOf = (name: string): Record<string, string> => ({
		...ccmonEnvironment(folder.at(name)),
		TZ: noonZone().name,
	});
	const fleetIn = (name: string, sessions: number, seed: number) =>
		startLiveFleet({configDir: folder.at(name, '.claude'), sessions, seed, prefix: name, model: 'claude-opus-5-5'});
	const spentBy = ({sessions}: LiveFleet) => sessions.reduce((sum, session) => sum + ledgerUsd(session.totals()), 0);
	const ccmon = (...args: string[]) => runProgram([...ccmonCommand, ...args], {env});
	const configure = (...hosts: string[]) => {
		mkdirSync(folder.at('here', '.config', 'ccmon'), {recursive: true});
		const tables = hosts.map(name => `[hosts.${name}]\nssh = "${name}"\n`);
		writeFileSync(folder.at('here', '.config', 'ccmon', 'config.toml'), tables.join('\n'));
	};
	const once = async () => JSON.parse((await ccmon('--once', '--json')).stdout) as HostOutput;
	const onceWith = (sessions: number) =>
		waitForCcmon(
			once as never,
			output => output.sessions.length === sessions,
			`${sessions} sessions`,
		) as Promise<HostOutput>;
	const summary = ({sessions, hosts}: HostOutput) => ({
		sessions: sessions.map(({host, name}) => (host === null ? name : `${host}/${name}`)).sort(),
		hosts: hosts.map(({name, state, sameAs}) => `${name} ${state}${sameAs === null ? '' : ` as ${sameAs}`}`),
	});

	beforeAll(async () => {
		folder = temporaryFolder();
		server = await startSshServer();
		tmux = await startTmux();
		here = await fleetIn('here', 1, 1);
		box = await fleetIn('box', 2, 2);
		for (const name of ['lan', 'vpn']) server.machine(name, {env: homeOf('box')});
		server.machine('myself', {env: homeOf('here')});
		mkdirSync(folder.at('dev', '.claude'), {recursive: true});
		server.machine('dev', {env: homeOf('dev')}).setProgram('ccmon', container(folder.at('box', '.claude')));
		env = {...homeOf('here'), PATH: `${server.programs}:${homeOf('here').PATH}`};
	});

	afterAll(async () => {
		await tmux?.close();
		await server?.close();
		await here?.close();
		await box?.close();
		folder?.remove();
	});

	test('two names of one machine, and one of this machine, add nothing and list nothing twice', async () => {
		configure('lan', 'vpn', 'myself');
		const output = await onceWith(3);
		expect(summary(output)).toEqual({
			sessions: ['here-1', 'lan/box-1', 'lan/box-2'],
			hosts: ['lan connected', 'vpn connected as lan', 'myself connected as local'],
		});
		expect(output.totals).toMatchObject({
			todayUsd: expect.closeTo(spentBy(here) + spentBy(box), 9),
			partial: true,
		});
		const {stdout} = await ccmon('hosts');
		expect(stdout).toMatch(/^lan {5}connected {2}ccmon \S+, (?:\d+ ms, )?2 sessions$/m);
		expect(stdout).toMatch(/^vpn {5}connected {2}.*, the same as lan, counted once$/m);
		expect(stdout).toMatch(/^myself {2}connected {2}.*, this machine itself, counted once$/m);
		// Alone, each is counted.
		for (const name of ['vpn', 'myself']) {
			const alone = JSON.parse((await ccmon('--once', '--json', '--host', name)).stdout) as HostOutput;
			expect(summary(alone).hosts).toEqual([`${name} connected`]);
			expect(alone.totals.todayUsd).toBeCloseTo(spentBy(name === 'vpn' ? box : here), 9);
		}
	});

	test('a container with the same config folder adds what runs in it to the list, and nothing to the sums', async () => {
		configure('lan', 'dev');
		const output = await onceWith(4);
		expect(summary(output)).toEqual({
			sessions: ['dev/contained', 'here-1', 'lan/box-1', 'lan/box-2'],
			hosts: ['lan connected', 'dev connected as lan'],
		});
		expect(output.sessions.find(({host}) => host === 'dev')).toMatchObject({sessionId: inContainer, state: 'idle'});
		expect(output.totals.todayUsd).toBeCloseTo(spentBy(here) + spentBy(box), 9);
		// The container is gone, and what it left behind is not looked at below.
		for (const file of globSync(folder.at('box', '.claude', 'sessions', '*.json'))) {
			if (readFileSync(file, 'utf8').includes(inContainer)) rmSync(file);
		}
	});

	test('the screen counts machines and dollars once, and says what is the same', async () => {
		configure('lan', 'vpn');
		const command = ['env', `PATH=${env.PATH}`, ...ccmonCommand];
		const monitor = await tmux.open({command, env, columns: 130, rows: 40});
		const usd = (spentBy(here) + spentBy(box)).toFixed(2).replace('.', '\\.');
		const inDollars = (before: string, after = '') => new RegExp(`${before}\\$${usd}${after}`);
		await monitor.waitFor([/3 sessions on 2 machines/, inDollars('today, all machines ≥')], {
			what: 'both machines',
			timeout: 60_000,
		});
		await monitor.press('u');
		await monitor.waitFor(/vpn: the same as lan, counted once\./);
		await monitor.press('h');
		await monitor.waitFor([inDollars('≥', ' in 30 days'), /100% +– +15$/m], {what: 'all requests', timeout: 60_000});
	});
});
