import {expect, test} from 'vitest';
import type {HostFigure} from '../../source/core/hosts/host.ts';
import type {MonitorState} from '../../source/store.ts';
import {hostPiece} from '../../source/ui/header-hosts.ts';
import {createLook} from '../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const words = (...states: HostFigure['state'][]) => {
	const hosts = states.map((state, index) => ({name: `box${index}`, state}));
	return hostPiece({hosts} as unknown as MonitorState, look).text;
};

test('while all machines are there, nothing is said', () => {
	expect(words()).toBe('');
	expect(words('connected', 'connected')).toBe('');
});

test('one that is missing is named with why, several are counted, and those that are still tried apart', () => {
	expect(words('connected', 'unreachable')).toBe('box1 unreachable');
	expect(words('incompatible')).toBe('box0 incompatible');
	expect(words('incompatible', 'unreachable', 'connected')).toBe('2 machines unreachable');
	expect(words('connecting')).toBe('box0 connecting…');
	expect(words('connecting', 'connecting', 'unreachable')).toBe('box2 unreachable, 2 machines connecting…');
});
