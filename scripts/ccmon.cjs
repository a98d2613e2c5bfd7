#!/usr/bin/env -S node --max-old-space-size=512 --max-semi-space-size=4 --v8-pool-size=2
// Starts the bundle. Written for any Node, so that an old one gets a sentence and not a syntax error.
// With the default limits, made for servers, the heap grows to twice what it needs before it is ever cleaned up, and each
// of the four threads that compile keeps some megabytes for good.
'use strict';
var version = process.versions.node.split('.').map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 22)) {
	console.error(
		`ccmon needs Node 22.22 or newer; this is Node ${process.versions.node} (${process.execPath}). Run: ${upgrade(process.execPath)}`,
	);
	process.exit(1);
}

/** The command that brings a newer Node the way this one came; else one that needs nothing but npm. */
function upgrade(path) {
	if (/[/.]nvm\//.test(path)) return 'nvm install 24 && nvm alias default 24 && npm install -g ccmon';
	if (/\/\.?fnm[/_]/.test(path)) return 'fnm install 24 && fnm default 24 && npm install -g ccmon';
	if (/\/\.volta\//.test(path)) return 'volta install node@24 ccmon';
	if (/\/mise\//.test(path)) return 'mise use -g node@24 && npm install -g ccmon';
	if (/\/\.asdf\//.test(path)) return 'asdf install nodejs latest:24 && npm install -g ccmon';
	if (/\/(?:homebrew|Cellar|linuxbrew)\//i.test(path)) return 'brew upgrade node || brew install node';
	return 'npx --yes --package node@24 --package ccmon ccmon';
}

// Node 22 warns at each start that its SQLite is experimental; all other warnings are still shown.
var emitWarning = process.emitWarning;
process.emitWarning = (warning, ...rest) => {
	if (rest[0] !== 'ExperimentalWarning' || !/^SQLite /.test(String(warning))) emitWarning(warning, ...rest);
};

// Before any code is compiled: kept code is for the flags that V8 had then, and with others it is thrown away.
var setFlags = require('node:v8').setFlagsFromString;
// V8's slow compiler is for what runs tens of thousands of times (docs/decisions/late-optimization.md).
setFlags('--invocation-count-for-turbofan=50000');
if (['report', 'sessions', 'tpm', 'metrics'].includes(process.argv[2])) {
	require('./start.cjs')('report.cjs', `${process.argv[2]}-code-`);
} else {
	// What runs all day gives back what memory it does not use (docs/decisions/memory-guard.md).
	setFlags('--expose-gc');
	setFlags('--heap-growing-percent=20');
	require('./start.cjs')('cli.cjs', process.argv.includes('--once') ? 'once-code-' : 'code-');
}
