import {cpSync, mkdirSync, renameSync, symlinkSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {identityAnywhere, kernelId, sharedSource} from '../../source/platform/folder-anywhere.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('one'));
});
afterEach(() => folder.remove());

test('a folder is the same by every name, and a copy is another one', () => {
	const identity = identityAnywhere(folder.at('one'));
	symlinkSync('one', folder.at('link'));
	cpSync(folder.at('one'), folder.at('copy'), {recursive: true});
	expect(identityAnywhere(folder.at('link'))).toBe(identity);
	expect(identityAnywhere(folder.at('copy'))).not.toBe(identity);
	renameSync(folder.at('one'), folder.at('two'));
	expect(identityAnywhere(folder.at('two'))).toBe(identity);
});

test('says which kernel it was found under, so that a copied disk has other folders', () => {
	expect(kernelId()).not.toBe('');
	expect(identityAnywhere(folder.at('one'))).toMatch(new RegExp(`^${kernelId()} \\d+:\\d+:\\d+$`));
});

test('what is not there has no identity, nor a link that leads back to itself', () => {
	symlinkSync('loop', folder.at('loop'));
	for (const name of ['none', 'loop']) expect(identityAnywhere(folder.at(name))).toBeNull();
});

test('a folder of a server is known by the server, on whatever machine', () => {
	const mountinfo = [
		'22 27 0:21 / /proc rw,relatime - proc proc rw',
		'27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw',
		'90 27 0:52 / /home rw,relatime shared:7 master:2 - nfs4 nas:/export/home rw,vers=4.2,addr=10.0.0.7',
		'91 27 0:300 / /srv/my\\040files rw - cifs //nas/files rw',
		'92 27 0:54 / /mnt rw - fuse.sshfs ada@box: rw',
		'',
	].join('\n');
	const source = (device: bigint) => sharedSource(mountinfo, device);
	expect([source(52n), source(54n), source(0xfe00n), source(99n)]).toEqual(['nas:/export/home', null, null, null]);
	// Linux spreads the bits of a minor number above 255 (makedev(3)).
	expect(source(0x10002cn)).toBe('//nas/files');
	expect(sharedSource('', 52n)).toBeNull();
});
