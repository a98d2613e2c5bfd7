/**
 * Stand-ins for terminals that do not run here: they answer what the documentation of the real ones says, and write down what they
 * are asked. Nothing in them was recorded from WezTerm or iTerm2.
 */
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import type {TemporaryFolder} from './environment.ts';

/** kitty's socket. `answer` gives the data of an answer; null: an error. `asked` has what came. */
export async function recordedKitty(
	path: string,
	answer: (command: string, payload: Record<string, unknown>) => string | null,
): Promise<{asked: {cmd: string; payload: Record<string, unknown>}[]; close(): void}> {
	const asked: {cmd: string; payload: Record<string, unknown>}[] = [];
	const server = createServer(socket => {
		let text = '';
		socket.on('error', () => undefined);
		socket.on('data', data => {
			text += data;
			if (!text.endsWith('\x1b\\')) return;
			const request = JSON.parse(text.slice('\x1bP@kitty-cmd'.length, -2));
			asked.push({cmd: request.cmd, payload: request.payload});
			if (request.no_response) return;
			const data_ = answer(request.cmd, request.payload);
			const reply = data_ === null ? {ok: false, error: 'No matching windows'} : {ok: true, data: data_};
			socket.end(`\x1bP@kitty-cmd${JSON.stringify(reply)}\x1b\\`);
		});
	});
	await new Promise<void>(resolve => server.listen(path, resolve));
	return {asked, close: () => server.close()};
}

/** A program of that name in `folder`, to be put on the PATH: prints what its first matching rule says; `input()`: all it was given. */
export function recordedProgram(
	folder: TemporaryFolder,
	name: string,
	rules: readonly {when: string; print: string}[],
): {input(): string; arguments(): string} {
	const [inputs, args] = [folder.at(`${name}.input`), folder.at(`${name}.args`)];
	const cases = rules.map(({when, print}, index) => {
		writeFileSync(folder.at(`${name}.${index}`), print);
		return `case "$all" in *'${when}'*) cat '${folder.at(`${name}.${index}`)}'; exit 0;; esac`;
	});
	const lines = [
		'#!/bin/sh',
		'all="$*',
		'$(cat)"',
		`printf '%s\\n' "$*" >> '${args}'`,
		`printf '%s' "$all" >> '${inputs}'`,
	];
	writeFileSync(folder.at(name), [...lines, ...cases, 'echo "no such thing" >&2', 'exit 1', ''].join('\n'));
	chmodSync(folder.at(name), 0o755);
	const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
	return {input: () => read(inputs), arguments: () => read(args)};
}
