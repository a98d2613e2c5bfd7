/** Every edge, by its name. */
import type {Edge} from './edge.ts';
import {files, registered, statuslines, transcripts} from './edges/files.ts';
import {hosts} from './edges/hosts.ts';
import {gateways, prometheus} from './edges/servers.ts';
import {stored} from './edges/stored.ts';
import {telemetryJson, telemetryProtobuf} from './edges/telemetry.ts';
import {headless, keyboard, screens, sockets} from './edges/terminal.ts';
import {commandLine, config} from './edges/words.ts';

export const edges: readonly Edge[] = [
	files,
	transcripts,
	registered,
	statuslines,
	stored,
	telemetryJson,
	telemetryProtobuf,
	headless,
	sockets,
	hosts,
	prometheus,
	gateways,
	screens,
	keyboard,
	config,
	commandLine,
];
