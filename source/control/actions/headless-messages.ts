/** Actions on a headless session run by ccmon, which takes messages instead of keys. */

import type {Outcome, SessionAction} from '../../core/action-log.ts';
import type {Session} from '../../core/session.ts';
import {unchanged} from '../evidence.ts';
import type {MessageChannel} from '../keyboard.ts';
import {type EvidenceDependencies, waitForEvidence, waitUntil} from './await-evidence.ts';
import {actionText, isTypeable} from './typed-text.ts';

export async function performMessage(
	action: SessionAction,
	session: Session,
	channel: MessageChannel,
	deps: EvidenceDependencies,
	onSettled?: (outcome: Outcome) => void,
): Promise<Outcome> {
	const refused = (reason: string) => unchanged(session, 'refused', reason);
	const current = () => deps.current(session.key);
	if (action.type === 'end') {
		await channel.end();
		return waitUntil('end', session, deps, () => (current()?.state ?? 'exited') === 'exited');
	}
	if (action.type === 'answer') return refused('it takes no keys');
	if (action.type === 'interrupt') {
		if (current()?.state !== 'busy') return refused('it is not busy');
		await channel.interrupt();
		return waitUntil('interrupt', session, deps, () => current()?.state !== 'busy');
	}
	const text = actionText(action) ?? '';
	const typeable = isTypeable(text);
	if (typeable !== true) return refused(typeable);
	const before = current() ?? session;
	if (before.sessionId !== session.sessionId) return refused('it is in another conversation now: look again');
	const wasBusy = before.state === 'busy';
	const typed = {action: action.type, text, before, enteredAt: deps.now(), opened: false};
	await channel.send(text);
	return waitForEvidence({...typed, wasBusy, note: null, onSettled}, deps);
}
