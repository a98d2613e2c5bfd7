/**
 * Identifies folders among those of all machines: two machines, or a machine and its containers, find that they have the same
 * one. Inode numbers alone do not say it: those of a copied disk are the same.
 */
import {readFileSync, statSync} from 'node:fs';
import {hostname} from 'node:os';

/** File systems of a server, whose inode numbers are the same on each machine that mounts them. */
const sharedType = /^(?:nfs4?|cifs|smb3|ceph|lustre|gpfs)$/;

let kernel: string | null = null;

/**
 * The running kernel, which containers share with their machine: Linux makes the id at random with each boot, and a copy
 * of a disk has another one. Elsewhere the machine's name.
 */
export function kernelId(): string {
	kernel ??= textOf('/proc/sys/kernel/random/boot_id')?.trim() || hostname();
	return kernel;
}

/** Null: there is no such folder, or it cannot be looked at. Valid until the machine is started again. */
export function identityAnywhere(path: string): string | null {
	try {
		const stats = statSync(path, {bigint: true, throwIfNoEntry: false});
		if (!stats) return null;
		const {dev, ino, birthtimeNs} = stats;
		const source = isAnonymous(dev) ? sharedSource(textOf('/proc/self/mountinfo') ?? '', dev) : null;
		// A name is no proof of the same kernel: the time helps to tell equal names apart.
		const birth = kernelId() === hostname() ? birthtimeNs : 0n;
		return source === null ? `${kernelId()} ${dev}:${ino}:${birth}` : `${source} ${ino}`;
	} catch {
		return null;
	}
}

/** No disk, so that it may be a server's. Reading all mounts takes longer than looking at a folder. */
const isAnonymous = (device: bigint) => majorOf(device) === 0n;

const majorOf = (device: bigint) => ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
const minorOf = (device: bigint) => (device & 0xffn) | ((device >> 12n) & ~0xffn & 0xffffffffn);

/**
 * What is mounted as this device, `server:/home`, if that is a server's file system; null: it is not. `mountinfo` as in
 * proc_pid_mountinfo(5).
 */
export function sharedSource(mountinfo: string, device: bigint): string | null {
	const wanted = `${majorOf(device)}:${minorOf(device)}`;
	for (const line of mountinfo.split('\n')) {
		const [mount = '', fileSystem = ''] = line.split(' - ');
		if (mount.split(' ')[2] !== wanted) continue;
		const [type = '', source = ''] = fileSystem.split(' ');
		return sharedType.test(type) ? source : null;
	}
	return null;
}

function textOf(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
