/** Which sessions the policy `compactIdleAt` is for. */
import type {Policy} from './config/config.ts';
import {isInFolder} from './in-folder.ts';
import type {Session} from './session.ts';

/** From which per cent of its threshold on the policy compacts a session; null: never. The innermost folder wins. */
export function policyPercent(policy: Policy, cwd: string | null): number | null {
	const folders = Object.keys(policy.projects)
		.filter(folder => cwd !== null && isInFolder(cwd, folder))
		.sort((a, b) => b.length - a.length);
	return folders[0] === undefined ? policy.compactIdleAt : (policy.projects[folders[0]] ?? null);
}

/** What the screen shows of the policy. */
export interface PolicyState {
	rules: Policy;
	/** The person stopped it. */
	stopped: boolean;
}

/** The percentage to show beside a session; null: no policy, or none that could ever apply here. */
export function policyBadge(state: PolicyState | null, session: Session): number | null {
	if (state === null || state.stopped || session.state === 'exited' || !session.context.autoCompact) return null;
	return policyPercent(state.rules, session.cwd);
}
