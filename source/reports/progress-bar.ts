/** A progress bar for the first reading of transcripts, only on a terminal. */
import {formatBytes} from '../core/format.ts';
import {muchToRead} from '../core/much-to-read.ts';
import type {IndexProgress} from '../index/scan/index-history.ts';
import type {CommandOutput} from './command-io.ts';

export interface ProgressBar {
	show(progress: IndexProgress): void;
	/** Removes the bar. */
	clear(): void;
}

const width = 24;

export function createProgressBar(output: CommandOutput, ascii: boolean): ProgressBar {
	let isShown = false;
	return {
		show({bytesDone, bytes}) {
			if (!output.isTTY || bytes < muchToRead) return;
			const whole = Math.round((bytesDone / bytes) * width);
			const bar = (ascii ? '#' : '█').repeat(whole) + (ascii ? '.' : '░').repeat(width - whole);
			isShown = true;
			output.write(`\rReading transcripts ${bar} ${formatBytes(bytesDone)} of ${formatBytes(bytes)}\x1b[K`);
		},
		clear() {
			if (isShown) output.write('\r\x1b[K');
			isShown = false;
		},
	};
}
