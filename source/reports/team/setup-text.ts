/** `ccmon team setup`: what to configure where for a team's figures. It only prints. */
import type {TeamConfig} from '../../core/config/team.ts';
import {toJsonText} from '../../core/json-text.ts';
import {dashboard} from './dashboard.ts';
import {rawQueries, rawSpellings} from './queries.ts';

export const setupParts = ['server', 'managed', 'push', 'rules', 'dashboard'] as const;
export type SetupPart = (typeof setupParts)[number];

/** Without `part`: everything except the dashboard, as a text to read. With it: only that part, as a file's content. */
export function setupText(team: TeamConfig, part: SetupPart | null): string {
	if (part === 'dashboard') return toJsonText(dashboard());
	if (part === 'managed') return toJsonText(managedWithout(team));
	if (part === 'rules') return rules(team);
	if (part === 'server') return `${servers.join('\n')}\n`;
	if (part === 'push') return pushText;
	return [
		'1. A server. For a pilot one of these lines is enough; both packages are in Debian.',
		indented(servers.join('\n')),
		'   They listen on this machine only. For a group, give them an address that all can reach, behind your own access control.',
		'',
		'2. Each person with ccmon: counters are pushed while ccmon is open. In ~/.config/ccmon/config.toml:',
		indented(pushConfig(team)),
		'   Without an open ccmon, by a timer or when a session ends:',
		indented(pushText),
		'   Managed settings may add resource attributes, which take nothing from ccmon:',
		indented(toJsonText({env: attributesOf(team)})),
		'3. People without ccmon: metrics alone, by their own variables, as managed settings. Their dollars are a lower bound.',
		indented(toJsonText(managedWithout(team))),
		"   That is the path of VictoriaMetrics, which must be newer than Debian 12's: 1.79 takes no OTLP, 1.112 does. On",
		'   Prometheus 3 (untried) it is /api/v1/otlp/v1/metrics, with --web.enable-otlp-receiver.',
		'   Never OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_HEADERS: the generic ones win over what ccmon setup has',
		'   set, take its events away, and could carry its token to your collector.',
		'',
		'4. Who looks, in ~/.config/ccmon/config.toml; then: ccmon team, or t in the monitor.',
		indented(readConfig(team)),
		'5. ccmon team setup rules > ccmon-rules.yml       recording rules for what people without ccmon send',
		'   ccmon team setup dashboard > ccmon.json        a dashboard to import into Grafana',
		'',
	].join('\n');
}

const indented = (text: string) =>
	`\n${text
		.trimEnd()
		.split('\n')
		.map(line => (line === '' ? '' : `       ${line}`))
		.join('\n')}\n`;

const servers = [
	'victoria-metrics -storageDataPath=ccmon-metrics -retentionPeriod=12 -httpListenAddr=127.0.0.1:8428',
	'',
	'echo "storage: {tsdb: {out_of_order_time_window: 14d}}" > prometheus.yml',
	'prometheus --config.file=prometheus.yml --storage.tsdb.path=ccmon-metrics --storage.tsdb.retention.time=400d --web.enable-remote-write-receiver --web.listen-address=127.0.0.1:9090',
];

const hook = {hooks: {SessionEnd: [{hooks: [{type: 'command', command: 'ccmon metrics --push'}]}]}};

const pushText = `# In crontab -e. Cron searches few folders: name those of ccmon and node (command -v ccmon node).
PATH=/usr/local/bin:/usr/bin:/bin
*/5 * * * * ccmon metrics --push >/dev/null

# Or in Claude Code's settings.json:
${toJsonText(hook)}`;

/** The addresses from the config, if any. */
const readUrl = ({url}: TeamConfig) => (url ?? 'http://127.0.0.1:8428').replace(/\/+$/, '');
const quoted = (text: string) => JSON.stringify(text);

const pushConfig = (team: TeamConfig) =>
	[
		'[team.push]',
		`url = ${quoted(team.push.url ?? `${readUrl(team)}/api/v1/write`)}`,
		'# tokenEnv = "TEAM_PUSH_TOKEN"',
		`team = ${quoted(team.push.team ?? 'platform')}`,
		'# pseudonym = true',
	].join('\n');

const readConfig = (team: TeamConfig) =>
	[
		'[team]',
		`url = ${quoted(readUrl(team))}`,
		'# tokenEnv = "TEAM_TOKEN"',
		`size = ${team.size ?? 200}`,
		`# orgTpm = ${team.orgTpm ?? '4_000_000'}`,
	].join('\n');

const attributesOf = ({push}: TeamConfig) => ({OTEL_RESOURCE_ATTRIBUTES: `team=${push.team ?? 'platform'}`});

const managedWithout = (team: TeamConfig) => ({
	env: {
		CLAUDE_CODE_ENABLE_TELEMETRY: '1',
		OTEL_METRICS_EXPORTER: 'otlp',
		OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
		OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${readUrl(team)}/opentelemetry/v1/metrics`,
		OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
		...attributesOf(team),
	},
});

function rules({userLabel, teamLabel}: TeamConfig): string {
	const lines = rawSpellings
		.filter(({cost}) => !cost.includes('.'))
		.map(spelling => {
			const query = rawQueries(spelling, userLabel, teamLabel).byDay(86_400);
			return `      - record: ${spelling.cost.replace(/_total$/, '')}:lower_bound_usd:1d\n        expr: ${JSON.stringify(query)}\n`;
		});
	return `# Dollars of the last 24 hours by person, a lower bound, from what Claude Code exports itself.\ngroups:\n  - name: claude-code\n    interval: 5m\n    rules:\n${lines.join('')}`;
}
