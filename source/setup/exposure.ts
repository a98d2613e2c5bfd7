/** Whether others may know ccmon's secret; if so, setup replaces it. */
import {effectiveVariables, type Managed, routeOf, signals} from '../claude/telemetry/exporters.ts';
import {chooseTelemetrySettings, type TelemetrySettings} from '../index/telemetry-address.ts';
import {whoListens} from '../index/telemetry-listener.ts';
import {carriesTokenAway} from './exporters.ts';
import {readSettingsFile} from './settings-file.ts';
import {obstacle, readTree, variablesIn} from './settings-tree.ts';

export interface Renewal {
	/** Not written yet. */
	telemetry: TelemetrySettings;
	/** What happened, as a sentence. */
	reason: string;
}

/** Null: the secret appears safe. Rejects if no port is free. */
export async function renewIfExposed(
	telemetry: TelemetrySettings,
	configDirs: readonly string[],
	managed: Managed,
): Promise<Renewal | null> {
	if ((await whoListens(telemetry)) === 'another program') {
		const reason = `Another program listens on 127.0.0.1:${telemetry.port} and may have received ccmon's secret: a new one is chosen, and another port.`;
		return {telemetry: await chooseTelemetrySettings(), reason};
	}
	const [url] = configDirs.flatMap(configDir => addressesTold(configDir, managed));
	if (url === undefined) return null;
	const reason = `ccmon's secret was sent to ${url}, with what Claude Code reports: a new one is chosen.`;
	return {telemetry: await chooseTelemetrySettings(telemetry.port), reason};
}

/** Addresses other than a receiver's that get the secret with these settings. */
function addressesTold(configDir: string, managed: Managed): string[] {
	try {
		const {text} = readSettingsFile(configDir);
		if (obstacle(text)) return [];
		const lookUp = effectiveVariables([variablesIn(readTree(text))], managed);
		return signals
			.map(signal => ({signal, route: routeOf(signal, lookUp)}))
			.filter(({signal, route}) => carriesTokenAway(signal, route))
			.map(({route}) => route.url);
	} catch {
		// Setup itself says what is wrong with the file.
		return [];
	}
}
