/** The two signals of OpenTelemetry that Claude Code sends over HTTP. */

export type Signal = 'logs' | 'metrics';
