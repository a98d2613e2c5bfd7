import {expect, test, vi} from 'vitest';
import {askToResume, type ResumePorts} from '../../../source/control/commands/resume-command.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

const ended = fakeSession({name: 'web', state: 'exited', pid: null});

function setUp(ways: ReturnType<ResumePorts['resumeWays']>, resume = vi.fn(async () => 'Resumed in tmux %7')) {
	const screen = fakeScreen([ended]);
	askToResume({resumeWays: () => ways, resume}, screen.controller.control, ended);
	return {screen, resume};
}

test('is refused without its folder, with the reason', () => {
	const screen = fakeScreen([ended]);
	const ports = {resumeWays: () => ['here'] as const, resume: vi.fn()};
	askToResume(ports, screen.controller.control, {...ended, cwd: null});
	expect(screen.message()).toMatch(/folder of web is not known/);
});

test('asks only where if a fork was asked for', () => {
	const screen = fakeScreen([ended]);
	const resume = vi.fn(async () => 'Forked in tmux %7');
	askToResume({resumeWays: () => ['split', 'here'], resume}, screen.controller.control, ended, 'copy');
	screen.press('down', 'return');
	expect(resume).toHaveBeenCalledWith(ended, {way: 'here', fork: true});
});

test('asks where, then whether to fork, before anything is done', async () => {
	const {screen, resume} = setUp(['split', 'window', 'here']);
	expect(resume).not.toHaveBeenCalled();
	screen.press('down', 'return');
	expect(resume).toHaveBeenCalledWith(ended, {way: 'window', fork: false});
	await vi.waitFor(() => expect(screen.message()).toBe('Resumed in tmux %7'), 20_000);
	const copy = setUp(['here']);
	copy.screen.press('down', 'return');
	expect(copy.resume).toHaveBeenCalledWith(ended, {way: 'here', fork: true});
	const left = setUp(['here']);
	left.screen.press('escape');
	expect(left.resume).not.toHaveBeenCalled();
});

test('says why it failed', async () => {
	const {screen} = setUp(
		['here'],
		vi.fn(() => Promise.reject(new Error('there is no claude on the PATH'))),
	);
	screen.press('return');
	await vi.waitFor(() => expect(screen.message()).toBe('Not resumed: there is no claude on the PATH'), 20_000);
});
