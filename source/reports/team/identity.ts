/** The identity labels of counters: `user`, `team` and `machine`. */
import {createHmac, randomBytes} from 'node:crypto';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {cleanLabel} from '../../claude/clean.ts';
import type {TeamPush} from '../../core/config/team.ts';
import {createOwnerFile} from '../../platform/owner-file.ts';
import {readSmallFile} from '../../platform/small-file.ts';
import type {Labels} from './counters.ts';

const keyFile = 'team-pseudonym.key';
const longestLabel = 128;

/**
 * Pseudonyms are keyed with a secret in the state folder: with that file copied to another machine, a person has the same
 * pseudonym there, and nobody else can find out who it is. Throws file system errors.
 */
export function identityLabels({user, team, machine, pseudonym}: TeamPush, stateDir: string): Labels {
	const names = {user: user ?? systemUser(), machine: machine ?? hostname()};
	const key = pseudonym ? pseudonymKey(stateDir) : null;
	const shown = (name: string) =>
		key === null ? cleanLabel(name, longestLabel) : createHmac('sha256', key).update(name).digest('hex').slice(0, 16);
	return {user: shown(names.user), team: cleanLabel(team ?? '', longestLabel), machine: shown(names.machine)};
}

function systemUser(): string {
	try {
		return userInfo().username;
	} catch {
		// A container may run as a user without an entry in its passwd.
		return 'unknown';
	}
}

function pseudonymKey(stateDir: string): string {
	const path = join(stateDir, keyFile);
	const read = () => readSmallFile(path, {maxBytes: 4096, ownerOnly: true})?.trim();
	const known = read();
	if (known) return known;
	createOwnerFile(path, `${randomBytes(32).toString('hex')}\n`);
	return read() ?? '';
}
