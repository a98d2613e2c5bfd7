/** Compacts idle sessions by the policy of the config, while the monitor is open. */
import type {SessionCommandPorts} from '../control/commands/session-commands.ts';
import {createPolicy, type PolicyPorts} from '../control/policy.ts';
import type {Config} from '../core/config/config.ts';
import {guarded} from '../core/guarded.ts';
import type {Monitor} from '../store.ts';

export interface RunningPolicy {
	/** For the key that switches it; null: no policy is configured. */
	switch: SessionCommandPorts['policy'];
	close(): void;
}

const lookEveryMs = 10_000;

export function openPolicy(
	rules: Config['policy'],
	monitor: Monitor,
	clock: () => number,
	compact: PolicyPorts['compact'],
): RunningPolicy {
	if (rules.compactIdleAt === null && Object.keys(rules.projects).length === 0) return {switch: null, close() {}};
	const policy = createPolicy({
		policy: rules,
		// Another machine's ccmon has its own policy.
		sessions: () =>
			monitor.store
				.getState()
				.sessions.values()
				.filter(({host}) => host === null),
		now: clock,
		compact,
	});
	const show = () => monitor.setPolicy({rules, stopped: policy.isStopped()});
	show();
	const timer = setInterval(guarded('compacting by policy', monitor.emit, policy.look), lookEveryMs).unref();
	return {
		switch: {
			isStopped: policy.isStopped,
			toggle() {
				policy.toggle();
				show();
			},
		},
		close: () => clearInterval(timer),
	};
}
