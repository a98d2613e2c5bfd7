/** The rule between the list and the detail, with the session's name on it. */
import {clean} from '../../claude/clean.ts';
import {fullName} from '../../core/hosts/host.ts';
import type {Session} from '../../core/session.ts';
import {ageLabel, folderLabel} from '../figures.ts';
import {joinPieces, type Piece, widthOf} from '../text.ts';
import type {LineContext} from './labelled.ts';

/** How long it has run, or when it was last active. */
function ageWords({state, startedAt, lastActivityAt}: Session, now: number): string {
	const at = state === 'exited' ? lastActivityAt : startedAt;
	if (at === null) return '';
	const age = ageLabel(at, now);
	if (state === 'exited') return age === 'now' ? 'ended just now' : `ended ${age} ago`;
	return age === 'now' ? 'just started' : `up ${age}`;
}

/** Name, folder, branch and how it is reached, on a rule that ends the list. */
export function titleRule(session: Session, {width, now, options: {look, home}}: LineContext): string {
	const {glyphs, paint} = look;
	const quiet = (text: string) => paint('muted', text);
	const kinds = {interactive: '', bg: 'background session', headless: 'headless'};
	const pieces: Piece[] = [
		{text: paint('strong', clean(fullName(session))), priority: 9},
		{text: folderLabel(session.cwd, session.host ? null : home), priority: 7},
		{text: clean(session.git.branch ?? ''), priority: 6},
		{text: kinds[session.kind], priority: 8},
		{text: quiet(session.control === session.kind ? '' : clean(session.control ?? '').replace(':', ' ')), priority: 5},
		{text: session.provider === 'anthropic' ? '' : session.provider, priority: 4},
		{text: quiet(ageWords(session, now)), priority: 3},
		{text: session.pid === null ? '' : quiet(`pid ${session.pid}`), priority: 2},
		{text: session.version ? quiet(`v${clean(session.version)}`) : '', priority: 1},
	];
	const text = joinPieces(pieces, Math.max(1, width - 6), quiet(` ${glyphs.dot} `));
	const head = `${quiet(glyphs.rule.repeat(2))} ${text} `;
	return head + quiet(glyphs.rule.repeat(Math.max(0, width - widthOf(head))));
}
