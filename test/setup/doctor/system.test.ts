import {expect, test} from 'vitest';
import {checkNode, checkPty, checkTmux} from '../../../source/setup/doctor/system.ts';

test.each([
	['v24.0.0', 'ok'],
	['v26.1.0', 'ok'],
	['v22.19.0', 'missing'],
	['v20.0.0', 'missing'],
])('Node %s is %s', (version, status) => {
	const check = checkNode(version);
	expect(check).toMatchObject({id: 'node', status});
	expect(check.message).toContain(version);
	if (status === 'missing') expect(check.fix).toContain('Install Node');
});

test('says what to install if tmux or pseudo terminals are missing', async () => {
	expect(await checkTmux(async () => 'tmux 3.4\n')).toMatchObject({
		status: 'ok',
		message: expect.stringMatching(/^tmux 3\.4: /),
	});
	expect(await checkTmux(async () => null)).toMatchObject({status: 'warn', fix: 'Install tmux.'});
	expect(await checkPty(async () => ({}))).toMatchObject({status: 'ok', fix: null});
	expect(await checkPty(() => Promise.reject(new Error('no build')))).toMatchObject({
		...{id: 'pty', status: 'warn', fix: expect.stringContaining('npm install')},
	});
});
