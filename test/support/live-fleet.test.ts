import {readdirSync, readFileSync} from 'node:fs';
import {afterEach, expect, test} from 'vitest';
import {temporaryFolder} from './environment.ts';
import {type LiveFleet, startLiveFleet} from './live-fleet.ts';
import {isRunning} from './process.ts';
import {waitFor} from './wait.ts';

const folder = temporaryFolder();
let fleet: LiveFleet;

afterEach(async () => {
	await fleet?.close();
	folder.remove();
});

test('its sessions are real processes with registry files, and transcripts that grow', async () => {
	fleet = await startLiveFleet({configDir: folder.at('.claude'), sessions: 3, history: 2});
	const [first, second] = fleet.sessions;
	expect(readdirSync(folder.at('.claude/sessions')).length).toBe(3);
	expect(isRunning(first!.pid)).toBe(true);
	const entry = JSON.parse(readFileSync(folder.at(`.claude/sessions/${first!.pid}.json`), 'utf8'));
	expect(entry).toMatchObject({sessionId: first!.sessionId(), status: 'idle', name: 'session-1'});

	const answers = () => readFileSync(first!.transcript(), 'utf8').match(/"type":"assistant"/g)?.length;
	expect(answers()).toBe(4);
	const running = fleet.stream(50);
	await waitFor(() => running.appended() >= 6, {what: 'six appends'});
	running.stop();
	expect(answers()).toBe(2 * first!.totals().requests);
	expect(first!.totals().requests).toBeGreaterThan(2);

	const before = first!.sessionId();
	first!.clear();
	expect(first!.sessionId()).not.toBe(before);

	await second!.end(false);
	expect(isRunning(second!.pid)).toBe(false);
	expect(readdirSync(folder.at('.claude/sessions')).length).toBe(3);
});
