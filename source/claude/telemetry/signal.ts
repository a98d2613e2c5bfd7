/** The two kinds of telemetry that Claude Code sends over HTTP. */

export type Signal = 'logs' | 'metrics';
