import {chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {statuslineFolder} from '../../../source/platform/paths.ts';
import {checkStatusLine} from '../../../source/setup/doctor/statusline.ts';
import {scriptPath} from '../../../source/setup/statusline-command.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';

const now = Date.UTC(2026, 10, 22, 12);
const script = '# script\n';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder('ccmon-doctor');
	writeFileSync(scriptPath(folder.path), script, {mode: 0o600});
});
afterEach(() => folder.remove());

function check() {
	const [one, ...more] = checkStatusLine({stateDir: folder.path, script, now});
	expect([one!.id, more]).toEqual(['statusline-script', []]);
	return one!;
}
const reports = statuslineFolder('');
function report(name: string, minutesAgo: number): void {
	mkdirSync(folder.at(reports), {recursive: true, mode: 0o700});
	writeFileSync(folder.at(reports, name), '{}');
	const at = now / 1000 - minutesAgo * 60;
	utimesSync(folder.at(reports, name), at, at);
}

test('says how long ago any session last reported', () => {
	report('a.json', 200);
	report('b.json', 3);
	report('c.json', 4000);
	// Being written, or somebody else's.
	report('b.json.tmp', 1);
	expect(check()).toMatchObject({status: 'ok', message: 'The status line last reported 3m ago.'});
});

test.each([
	['there is no folder', () => {}],
	['it is empty', () => mkdirSync(folder.at(reports))],
])('a script that no session has run yet is not missing: %s', (_, make) => {
	make();
	expect(check()).toMatchObject({status: 'warn', fix: expect.stringContaining('Restart claude')});
});

test('a folder that is a link or another user’s is named, with what removes it', () => {
	symlinkSync(folder.at('elsewhere'), folder.at(reports));
	const removal = {status: 'missing', fix: `rm -r '${folder.at(reports)}'`};
	expect(check()).toMatchObject(removal);
	rmSync(folder.at(reports));
	if (process.getuid?.() !== 0) return;
	mkdirSync(folder.at(reports));
	chownSync(folder.at(reports), 12_345, 12_345);
	expect(check()).toMatchObject(removal);
});

test('a script that is gone, of another version, or open to others is written again by setup', () => {
	chmodSync(scriptPath(folder.path), 0o644);
	expect(check()).toMatchObject({
		status: 'missing',
		message: expect.stringContaining('Others may read'),
		fix: 'ccmon setup',
	});
	writeFileSync(scriptPath(folder.path), `${script}# more\n`);
	chmodSync(scriptPath(folder.path), 0o600);
	expect(check()).toMatchObject({
		status: 'missing',
		message: expect.stringContaining('another version'),
		fix: 'ccmon setup',
	});
	rmSync(scriptPath(folder.path));
	expect(check()).toMatchObject({
		status: 'missing',
		message: expect.stringContaining('is missing'),
		fix: 'ccmon setup',
	});
	mkdirSync(join(scriptPath(folder.path)));
	expect(check()).toMatchObject({status: 'missing', fix: 'ccmon setup'});
});
