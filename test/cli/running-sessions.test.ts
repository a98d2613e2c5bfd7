import {readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {runningSessions} from '../../source/cli/running-sessions.ts';
import {type CommandHome, commandHome} from '../support/command.ts';
import {startLiveFleet} from '../support/live-fleet.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

const running = (...configDirs: string[]) => runningSessions({configDirs, clock: Date.now});

test('each process once, with its present conversation, from all folders', async () => {
	const [own, work] = await Promise.all([
		startLiveFleet({configDir: home.configDir, sessions: 2}),
		startLiveFleet({configDir: home.at('work'), sessions: 1, prefix: 'work'}),
	]);
	try {
		own.sessions[0]!.clear();
		const found = running(home.configDir, home.at('work'));
		const expected = [...own.sessions, ...work.sessions].map(session => [session.pid, session.sessionId()]);
		expect(found.map(({pid, sessionId}) => [pid, sessionId]).sort()).toEqual(expected.sort());
		await own.sessions[1]!.end(false);
		expect(running(home.configDir).map(({pid}) => pid)).toEqual([own.sessions[0]!.pid]);
	} finally {
		await Promise.all([own.close(), work.close()]);
	}
});

test('two processes in one conversation are two', async () => {
	const fleet = await startLiveFleet({configDir: home.configDir, sessions: 2});
	try {
		const [one, two] = fleet.sessions.map(({pid}) => home.at('.claude', 'sessions', `${pid}.json`));
		const {sessionId} = JSON.parse(readFileSync(one!, 'utf8'));
		writeFileSync(two!, JSON.stringify({...JSON.parse(readFileSync(two!, 'utf8')), sessionId}));
		expect(running(home.configDir).map(found => found.sessionId)).toEqual([sessionId, sessionId]);
	} finally {
		await fleet.close();
	}
});

test('none where nothing runs, the folder is missing, or its entries are damaged', async () => {
	expect(running(home.configDir)).toEqual([]);
	expect(running(home.at('none'))).toEqual([]);
	const fleet = await startLiveFleet({configDir: home.configDir, sessions: 1});
	try {
		writeFileSync(home.at('.claude', 'sessions', '12.json'), '{');
		expect(running(home.configDir)).toHaveLength(1);
	} finally {
		await fleet.close();
	}
});
