import {effectiveVariables, enableVariable, noManaged, signals} from '../../source/claude/telemetry/exporters.ts';
import type {TelemetrySettings} from '../../source/index/telemetry-address.ts';
import {planSignal} from '../../source/setup/exporters.ts';

/** The environment of a Claude Code that exports as setup would have it, for somebody who did not export before. */
export function exporterVariables(telemetry: TelemetrySettings): Record<string, string> {
	const options = {telemetry, configDir: '', id: '', exporters: 'forward'} as const;
	const plans = signals.map(signal => planSignal(signal, own => effectiveVariables([own], noManaged), options).env);
	return Object.assign({[enableVariable]: '1'}, ...plans);
}
