#!/usr/bin/env -S node --max-old-space-size=512 --max-semi-space-size=4 --v8-pool-size=2
// Starts the bundle. Written for any Node, so that an old one gets a sentence and not a syntax error.
// With the default limits, made for servers, the heap grows to twice what it needs before it is ever cleaned up, and each
// of the four threads that compile keeps some megabytes for good.
'use strict';
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
	console.error(`ccmon needs Node 24 or newer; this is Node ${process.versions.node} (${process.execPath}).`);
	process.exit(1);
}
if (['report', 'sessions', 'tpm', 'metrics'].includes(process.argv[2])) {
	require('node:module').enableCompileCache();
	require(`${__dirname}/report.cjs`);
} else {
	require('./start.cjs');
}
