// Runs a bundle, with the code that was compiled until its last first frame or report: a third of what a start takes
// (docs/decisions/kept-code.md). V8 takes it only with the flags that it was compiled with: ccmon.cjs sets them before.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const zlib = require('node:zlib');

/** V8 runs damaged code without checking it: a checksum precedes the code. */
const sumBytes = 8;

const home = process.env.HOME;
const {XDG_CACHE_HOME: caches, NODE_DISABLE_COMPILE_CACHE: isOff} = process.env;
// What is relative would lead into whatever folder ccmon was started in.
const base = path.isAbsolute(caches ?? '') ? caches : path.isAbsolute(home ?? '') ? path.join(home, '.cache') : null;
const folder = isOff || !base ? null : path.join(base, 'ccmon');

/** Code that anybody else could have written is not run. */
function readCode(name) {
	if (folder === null) return undefined;
	let descriptor;
	try {
		descriptor = fs.openSync(path.join(folder, name), fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
		const {uid, mode, size} = fs.fstatSync(descriptor);
		const own = process.getuid?.();
		if (own !== undefined && (uid !== own || (mode & 0o022) !== 0)) return undefined;
		const kept = Buffer.allocUnsafeSlow(size);
		if (size <= sumBytes || fs.readSync(descriptor, kept, 0, size, 0) !== size) return undefined;
		const code = kept.subarray(sumBytes);
		return zlib.crc32(code) === kept.readUInt32LE() ? code : undefined;
	} catch {
		return undefined;
	} finally {
		if (descriptor !== undefined) fs.closeSync(descriptor);
	}
}

/** Not with `recursive`, which never ends for a folder in /proc. */
function makeFolder(made) {
	if (fs.existsSync(made)) return;
	makeFolder(path.dirname(made));
	fs.mkdirSync(made, {mode: 0o700});
}

/**
 * Whole or not at all under its name; after a power cut its sum is wrong, and waiting for the disk would hold up keys. Without
 * it the next start is slower, and nothing else: no error is worth reporting.
 */
function keepCode(script, prefix, name) {
	const file = path.join(folder, `${name}.${process.pid}`);
	try {
		// As root in somebody else's home, it would lie in their way.
		if (home && process.getuid && fs.statSync(home).uid !== process.getuid()) return;
		makeFolder(folder);
		const code = script.createCachedData();
		// As many bytes as keep the code where V8 may read numbers from it.
		const sum = Buffer.alloc(sumBytes);
		sum.writeUInt32LE(zlib.crc32(code));
		fs.writeFileSync(file, Buffer.concat([sum, code]), {mode: 0o600, flag: 'wx'});
		fs.renameSync(file, path.join(folder, name));
		for (const other of fs.readdirSync(folder))
			if (other.startsWith(prefix) && !other.startsWith(name)) fs.rmSync(path.join(folder, other));
	} catch {}
}

/** `prefix`: of what is kept, for each of the commands that are worth it. */
module.exports = (bundle, prefix) => {
	const filename = path.join(__dirname, bundle);
	// The build writes ASCII only; as bytes it takes half the memory.
	const source = fs.readFileSync(filename, 'latin1');
	// V8 takes a bundle of the same length for the same bundle: the name must distinguish them.
	const name = `${prefix}${process.version}-${process.arch}-${source.slice(source.lastIndexOf('//') + 2)}`;
	const script = new vm.Script(source, {filename, cachedData: readCode(name)});
	const main = {exports: {}};
	script.runInThisContext()(main.exports, require, main, filename);
	// The functions of a first frame are known once it is drawn; those of the other commands are too few to be worth it.
	if (folder !== null && script.cachedDataRejected !== false)
		main.exports.firstFrame.promise.then(() => {
			const keep = () => {
				clearTimeout(timer);
				process.off('exit', keep);
				keepCode(script, prefix, name);
			};
			const timer = setTimeout(keep, 1000).unref();
			process.on('exit', keep);
		});
};
