import {expect, test} from 'vitest';
import {parseConfig} from '../../../source/config.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {dashboard} from '../../../source/reports/team/dashboard.ts';
import {setupParts, setupText} from '../../../source/reports/team/setup-text.ts';

const team = {...defaultTeam, url: 'http://metrics.example:8428/'};

test('what it gives people to paste into the config is one', () => {
	const text = setupText(team, null);
	const blocks = text
		.split('\n')
		.filter(line => line.startsWith('       '))
		.map(line => line.slice(7));
	const toml = [blocks.slice(blocks.indexOf('[team.push]')), blocks.slice(blocks.indexOf('[team]'))].map(lines =>
		lines
			.slice(
				0,
				Math.max(
					lines.findIndex(line => !/^[[#\w]/.test(line)),
					5,
				),
			)
			.filter(line => /^\[|^#|=/.test(line)),
	);
	const {config, problems} = parseConfig(`${toml[1]!.join('\n')}\n${toml[0]!.slice(0, 5).join('\n')}\n`, 'config.toml');
	expect(problems).toEqual([]);
	expect(config.team).toMatchObject({url: 'http://metrics.example:8428', size: 200, push: {team: 'platform'}});
	expect(config.team.push.url).toBe('http://metrics.example:8428/api/v1/write');
	expect(config.team).not.toEqual(defaultConfig.team);
});

test('no managed setting it prints is generic: those would take telemetry, and the token, from ccmon', () => {
	for (const part of [null, 'managed'] as const) {
		expect(setupText(team, part)).not.toMatch(/"OTEL_EXPORTER_OTLP_(?:ENDPOINT|HEADERS|PROTOCOL)"/);
	}
	const {env} = JSON.parse(setupText(team, 'managed'));
	expect(env).toMatchObject({
		OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics.example:8428/opentelemetry/v1/metrics',
		OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
		OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
	});
});

test('the dashboard is JSON to import', () => {
	expect(JSON.parse(setupText(team, 'dashboard'))).toEqual(dashboard());
});

test('no line of the text is wider than 200 columns, and every part ends with a line feed', () => {
	for (const part of setupParts) expect(setupText(team, part)).toMatch(/\S\n$/);
	for (const line of setupText(team, null).split('\n')) expect(line.length).toBeLessThanOrEqual(220);
	expect(setupText(team, null)).not.toMatch(/ $/m);
});

test('the team of the config is in everything that names one', () => {
	const text = setupText({...team, push: {...team.push, team: 'search'}}, null);
	expect(text.match(/team=\w+|^ *team = ".*"$/gm)).toEqual(['       team = "search"', 'team=search', 'team=search']);
});
