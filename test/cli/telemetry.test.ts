/** Telemetry before, while and after it is set up beside the open monitor. Receiving itself is in test/live/telemetry. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type MaybeTelemetry, openTelemetry} from '../../source/cli/telemetry.ts';
import {
	saveTelemetrySettings,
	type TelemetrySettings,
	telemetrySettingsPath,
} from '../../source/index/telemetry-address.ts';
import type {TelemetryOptions} from '../../source/live/telemetry/watch.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

/** What was opened, and what it was told since. */
const {opened, told} = vi.hoisted(() => ({opened: [] as TelemetryOptions[], told: [] as string[]}));
vi.mock('../../source/live/telemetry/watch.ts', () => ({
	createTelemetrySource(options: TelemetryOptions) {
		opened.push(options);
		return {
			ready: Promise.resolve(),
			load: (id: string) => void told.push(`load ${id}`),
			forget: (id: string) => void told.push(`forget ${id}`),
			loadSince: async (at: number) => void told.push(`since ${at}`),
			pause: async () => void told.push('pause'),
			resume: () => void told.push('resume'),
			use: async ({port}: TelemetrySettings) => void told.push(`use ${port}`),
			close: async () => void told.push('close'),
		};
	},
}));

let folder: TemporaryFolder;
let telemetry: MaybeTelemetry;
let problems: string[];
beforeEach(() => {
	vi.useFakeTimers();
	folder = temporaryFolder();
	mkdirSync(folder.at('state'), {mode: 0o700});
	opened.length = 0;
	told.length = 0;
	problems = [];
});
afterEach(async () => {
	await telemetry.close();
	vi.useRealTimers();
	folder.remove();
});

function open(receive = true): void {
	telemetry = openTelemetry({
		...{stateDir: folder.at('state'), receive, clock: () => 1000},
		emit: event => void (event.type === 'problem' && problems.push(event.message)),
	});
}
const token = 'a'.repeat(64);
const setUp = (port = 28_100) => saveTelemetrySettings(folder.at('state'), {port, token});
/** Until a look that was due has been taken. */
async function pass(ms: number) {
	await vi.advanceTimersByTimeAsync(ms);
	await vi.dynamicImportSettled();
}

test('until it is set up nothing is opened, and nothing is missed: it is loaded once there is any', async () => {
	open();
	await telemetry.look();
	telemetry.load('one');
	telemetry.load('two');
	telemetry.forget('two');
	await telemetry.loadSince(5);
	await telemetry.ready();
	await pass(60_000);
	expect([opened, told, problems]).toEqual([[], [], []]);
	setUp();
	await pass(5000);
	expect(opened).toMatchObject([{settings: {port: 28_100, token}, since: null, stateDir: folder.at('state')}]);
	expect(told).toEqual(['load one', 'since 5']);
	telemetry.load('three');
	expect(told.at(-1)).toBe('load three');
});

describe('once it is there', () => {
	beforeEach(() => setUp());

	test('another port of a later setup is followed, and it is opened but once', async () => {
		open();
		await telemetry.look();
		setUp(28_200);
		await pass(5000);
		expect([opened.length, told.at(-1)]).toEqual([1, 'use 28200']);
	});

	test('a command that only prints reads what others received, and listens nowhere', async () => {
		open(false);
		await telemetry.look();
		setUp(28_200);
		await pass(5000);
		expect(opened).toMatchObject([{settings: null}]);
		expect(told).toEqual([]);
	});

	test('it is paused while the process is stopped, and closed with it', async () => {
		open();
		await telemetry.look();
		await telemetry.pause();
		telemetry.resume();
		await telemetry.close();
		expect(told).toEqual(['pause', 'resume', 'close']);
		setUp(28_200);
		await pass(60_000);
		expect(told.at(-1)).toBe('close');
	});
});

test('settings that cannot be read are said once, and followed when they can', async () => {
	writeFileSync(telemetrySettingsPath(folder.at('state')), '{', {mode: 0o600});
	open();
	await telemetry.look();
	await pass(20_000);
	expect(problems).toEqual([expect.stringMatching(/it is not valid JSON.*ccmon setup/)]);
	setUp();
	await pass(5000);
	expect([opened.length, problems.length]).toEqual([1, 1]);
});

test('quitting while it is being opened leaves nothing open', async () => {
	setUp();
	open();
	const looking = telemetry.look();
	await telemetry.close();
	await looking;
	expect(told.filter(what => what === 'close')).toHaveLength(opened.length);
});
