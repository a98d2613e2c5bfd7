/** What acts on sessions of other machines: asked of the ccmon there, whose guards and evidence are the same as here. */
import type {Outcome, SessionAction} from '../core/action-log.ts';
import type {Asked} from '../core/asked.ts';
import type {Session} from '../core/session.ts';
import type {OnSettled} from './actions/await-evidence.ts';

export interface Elsewhere {
	/** Never rejects. With `queued` as its outcome, `onSettled` is called with the end. */
	act(
		action: SessionAction,
		session: Session,
		options: {onSettled?: OnSettled | undefined; signal?: AbortSignal | undefined},
	): Promise<Outcome>;
	/** What the session's dialog asks, or why that cannot be known. Never rejects. */
	look(session: Session): Promise<Asked | string>;
}
