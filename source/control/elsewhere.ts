/** Actions on sessions of other machines: carried out by the ccmon there, with the same guards and evidence. */
import type {Outcome, SessionAction} from '../core/action-log.ts';
import type {Asked} from '../core/asked.ts';
import type {Session} from '../core/session.ts';
import type {OnSettled} from './actions/await-evidence.ts';

export interface Elsewhere {
	/** Never rejects. If the outcome is `queued`, `onSettled` is called with the final one. */
	act(
		action: SessionAction,
		session: Session,
		options: {onSettled?: OnSettled | undefined; signal?: AbortSignal | undefined},
	): Promise<Outcome>;
	/** What the session's dialog asks, or why that cannot be known. Never rejects. */
	look(session: Session): Promise<Asked | string>;
}
