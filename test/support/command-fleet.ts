/** For files whose tests run commands beside running sessions. */
import {afterEach, beforeEach} from 'vitest';
import {type CommandHome, commandHome} from './command.ts';
import {type FleetOptions, type LiveFleet, startLiveFleet} from './live-fleet.ts';

export interface CommandFleet {
	home: CommandHome;
	fleet: LiveFleet;
}

/** Gives each test of the file a home of its own with sessions in it. Both are there once a test runs. */
export function eachInFleet(options: Omit<FleetOptions, 'configDir'>): Readonly<CommandFleet> {
	const current = {} as CommandFleet;
	beforeEach(async () => {
		current.home = commandHome();
		current.fleet = await startLiveFleet({...options, configDir: current.home.configDir});
	});
	afterEach(async () => {
		await current.fleet.close();
		current.home.remove();
	});
	return current;
}
