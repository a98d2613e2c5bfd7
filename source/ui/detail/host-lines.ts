/** The machine a session runs on, if it is not this one. */
import {formatDuration} from '../../core/format.ts';
import {sameWords} from '../../core/hosts/books.ts';
import type {Session} from '../../core/session.ts';
import {lostWords} from '../figures.ts';
import {wrapWords} from '../text.ts';
import {type LineContext, labelled, labelledFlow, roomOf} from './labelled.ts';

/** Smaller clock differences are not worth mentioning. */
const worthSayingMs = 2000;

/** The quality of the connection, or since when it is lost and what helps. */
export function hostLines(session: Session, context: LineContext): string[] {
	const {host = null} = context;
	if (session.host === null || host === null) return [];
	const {look} = context.options;
	const quiet = (text: string) => look.paint('muted', text);
	const lost = lostWords(session, context.now);
	if (lost !== null) {
		const reason = host.error === null ? [] : wrapWords(host.error, roomOf(context));
		return labelled(
			'host',
			[`${host.name} ${look.paint('warn', host.state)}${quiet(`, ${lost}`)}`, ...reason],
			context,
		);
	}
	const {delayMs, version, clockAheadMs, sharesDays, timezone, sameAs} = host;
	const off = Math.abs(clockAheadMs) < worthSayingMs ? '' : formatDuration(Math.abs(clockAheadMs));
	const texts = [
		host.name,
		delayMs === null ? '' : quiet(`${Math.round(delayMs)} ms away`),
		version === null ? '' : quiet(`ccmon ${version}`),
		sameAs === null ? '' : quiet(sameWords(sameAs)),
		sharesDays || timezone === null ? '' : quiet(`days of ${timezone}`),
		off === ''
			? ''
			: look.paint('warn', `its clock is ${off} ${clockAheadMs > 0 ? 'ahead' : 'behind'}`) + quiet(', corrected here'),
	];
	return labelledFlow('host', texts, context);
}
