// The licences of the packages whose code is in the bundles: each asks for its text to go with every copy.
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Metafile} from 'esbuild';

const root = path.join(import.meta.dirname, '..');

/** Packages under the MIT licence that come without its text: the copyright lines of their sources and pages. */
const copyrights: Record<string, readonly string[]> = {
	'@alcalzone/ink-table': ['Copyright (c) Matic Zavadlal', 'Author of the package: AlCalzone'],
	'@xterm/headless': [
		'Copyright (c) 2014-2022 The xterm.js authors. All rights reserved.',
		'Copyright (c) 2012-2013, Christopher Jeffrey (MIT License)',
		'Copyright (c) Microsoft Corporation. All rights reserved.',
		"Originally forked from (with the author's permission): Fabrice Bellard's javascript vt100 for jslinux,",
		'Copyright (c) 2011 Fabrice Bellard',
	],
	'yoga-layout': ['Copyright (c) Meta Platforms, Inc. and affiliates.'],
};

/** From ccmon's own licence: all but whose it is. */
const mitText = () => readFileSync(path.join(root, 'LICENSE'), 'utf8').replace(/^[\s\S]*?(?=Permission is)/, '');

/** Where a bundled file's package is, after the plugin that has read the file: `fast-frames-0:/…`. */
const packageFolder = /^(?:[\w-]+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

function packageFolders(metafiles: readonly Metafile[]): Set<string> {
	const outputs = metafiles.flatMap(({outputs}) => Object.values(outputs));
	const files = outputs.flatMap(({inputs}) =>
		Object.entries(inputs).filter(([, {bytesInOutput}]) => bytesInOutput > 0),
	);
	const folders = files.flatMap(([file]) => packageFolder.exec(file)?.[1] ?? []);
	return new Set(folders.map(folder => path.resolve(root, folder)));
}

/** Throws where a package comes without a licence's text and none is known. */
function licenceText(folder: string, name: string, license: string): string {
	const files = readdirSync(folder).filter(file => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file));
	const texts = files.sort().map(file => readFileSync(path.join(folder, file), 'utf8'));
	const lines = copyrights[name];
	if (texts.length === 0 && lines && license === 'MIT')
		texts.push(`MIT License\n\n${lines.join('\n')}\n\n${mitText()}`);
	const text = texts.map(part => part.replaceAll('\r', '').trim()).join('\n\n');
	if (text === '') throw new Error(`${folder} is bundled and has no licence text: see scripts/notices.ts`);
	return text;
}

/** `THIRD-PARTY-NOTICES.txt` for bundles with these metafiles: packages with the same text are listed together above it. */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
	const byText = new Map<string, Set<string>>();
	for (const folder of packageFolders(metafiles)) {
		const {name, version, license} = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
		const text = licenceText(folder, name, license);
		byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version} (${license})`));
	}
	const parts = [...byText].map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`).sort();
	const intro = "ccmon's programs contain code of the packages below, under the licences that follow their names.\n";
	return [intro, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
