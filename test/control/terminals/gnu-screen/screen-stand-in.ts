/**
 * A program in place of GNU screen: its displays (`-x`) draw a file and write down what is typed into them, its server answers
 * what a file says. With the real one: test/e2e/terminals.test.ts.
 */
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {TemporaryFolder} from '../../../support/environment.ts';

export interface ScreenStandIn {
	/** What a display draws. Takes effect in displays that are opened later. */
	draw(text: string): void;
	/** What it answers about its windows: `0,3,`, and the number that is in view, `0 (bash)`. */
	answer(windows: string, inView: string): void;
	/** The number of the window that its question came from; empty: none. */
	answerByTty(number: string): void;
	/** In all displays of that view. */
	typed(view: string): string;
	/** Command lines without the session's name, in their order. */
	asked(): string[];
}

export function screenStandIn(folder: TemporaryFolder): ScreenStandIn {
	const at = (name: string) => folder.at(`screen.${name}`);
	const read = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
	const script = `#!/bin/sh
session="$2"; shift 2
printf '%s\\n' "$*" >> '${at('args')}'
case "$*" in
'-p '*)
	echo $$ >> '${at('displays')}'
	stty raw -echo
	cat '${at('drawn')}'
	exec cat >> '${at('typed')}'".$2";;
'-Q windows'*) cat '${at('windows')}';;
'-Q number'*) if test -t 0; then cat '${at('by-tty')}'; else cat '${at('in-view')}'; fi;;
'-X detach') kill "$(tail -n 1 '${at('displays')}')"; sed -i '$d' '${at('displays')}';;
esac
`;
	writeFileSync(folder.at('screen'), script);
	chmodSync(folder.at('screen'), 0o755);
	return {
		draw: text => writeFileSync(at('drawn'), text),
		answer(windows, inView) {
			writeFileSync(at('windows'), windows);
			writeFileSync(at('in-view'), inView);
		},
		answerByTty: number => writeFileSync(at('by-tty'), number),
		typed: view => read(`typed.${view}`),
		asked: () => read('args').split('\n').slice(0, -1),
	};
}
