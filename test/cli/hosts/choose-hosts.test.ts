import {expect, test} from 'vitest';
import {chooseHosts, unknownHost} from '../../../source/cli/hosts/choose-hosts.ts';
import {type HostConfig, localHost} from '../../../source/core/config/hosts.ts';

const host = (name: string): HostConfig => ({
	name,
	reach: {type: 'ssh', destination: name},
	command: 'ccmon',
	configDirs: [],
});
const configured = ['box', 'build', 'far'].map(host);
const chosen = (wanted: readonly string[] | null) => {
	const {local, names} = chooseHosts(configured, wanted);
	return [local, ...names];
};

test('without options shows this machine and all hosts of the config', () => {
	expect(chosen(null)).toEqual([true, 'box', 'build', 'far']);
});

test('those that are named, in the order of the config; this machine only by its name', () => {
	expect(chosen(['far', 'box'])).toEqual([false, 'box', 'far']);
	expect(chosen([localHost])).toEqual([true]);
	expect(chosen(['build', localHost, 'build'])).toEqual([true, 'build']);
	expect(chosen([])).toEqual([false]);
});

test('one that the config does not have is a mistake, with what was probably meant, or how to add it', () => {
	expect(() => chosen(['biuld'])).toThrow(/^The config has no host "biuld"\. .*build/);
	expect(() => chosen(['box', 'elsewhere-entirely'])).toThrow(
		'The config has no host "elsewhere-entirely". ccmon hosts add writes one into the config.',
	);
});

test('of a session on a machine that the config does not have, the machine is named', () => {
	expect(unknownHost(configured, 'biuld')).toMatch(/no host "biuld"\. .*build/);
	expect(unknownHost(configured, 'box')).toBeNull();
	expect(unknownHost(configured, localHost)).toBeNull();
});
