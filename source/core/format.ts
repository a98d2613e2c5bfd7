/**
 * Figures formatted for people. Pure: ages are passed in as differences; times of day are in the process's time zone.
 * A missing figure is always `–`, so that a zero is a measured zero.
 */

/** Shown for an unknown figure. */
export const unknownFigure = '–';

function isKnown(value: number | null | undefined): value is number {
	return value !== null && value !== undefined && Number.isFinite(value);
}

const scales = [
	{unit: '', size: 1},
	{unit: 'k', size: 1e3},
	{unit: 'M', size: 1e6},
	{unit: 'B', size: 1e9},
	{unit: 'T', size: 1e12},
] as const;

/** Two or three digits and a unit: one decimal below ten (unless it is zero), none above. */
function scaled(value: number, step: (typeof scales)[number]): string {
	const amount = value / step.size;
	const text = step.size > 1 && amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0);
	return text.endsWith('.0') ? text.slice(0, -2) : text;
}

/** Token and other counts: `950`, `1.2k`, `41k`, `186k`, `1.2M`. */
export function formatTokens(tokens: number | null | undefined): string {
	if (!isKnown(tokens)) return unknownFigure;
	if (tokens < 0) return `-${formatTokens(-tokens)}`;
	// The first scale in which rounding leaves at most three digits: 999,600 is 1M, not 1000k.
	const scale = scales.find(candidate => Math.round(tokens / candidate.size) < 1000) ?? scales[4];
	return scaled(tokens, scale) + scale.unit;
}

export interface UsdOptions {
	/** There is more that cannot be known: shown as `≥ $0.41`. */
	partial?: boolean;
	/** The model has no price: `$?` in place of `–`. */
	unpriced?: boolean;
}

function usdDigits(usd: number): string {
	if (usd >= 99_999.5) return `$${formatTokens(usd)}`;
	if (usd >= 999.995) return `$${usd.toFixed(0).replace(/(?=(?:\d{3})+$)\B/g, ',')}`;
	if (usd >= 0.0095 || usd === 0) return `$${usd.toFixed(2)}`;
	if (usd >= 0.00095) return `$${usd.toFixed(3)}`;
	return usd >= 0.00005 ? `$${usd.toFixed(4)}` : '<$0.0001';
}

/** Dollars: `$0.42`, `$12.30`, `$1,234`; small amounts keep a significant digit: `$0.004`. */
export function formatUsd(usd: number | null | undefined, options: UsdOptions = {}): string {
	if (!isKnown(usd)) return options.unpriced ? '$?' : unknownFigure;
	const text = usd < 0 ? `-${usdDigits(-usd)}` : usdDigits(usd);
	return options.partial ? `≥ ${text}` : text;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Whole units: `2s`, `12m`, `1h 05m`, `3d`. Negative durations, after a clock change, are `0s`. */
export function formatDuration(durationMs: number | null | undefined): string {
	if (!isKnown(durationMs)) return unknownFigure;
	if (durationMs < minute) return `${Math.max(0, Math.floor(durationMs / second))}s`;
	if (durationMs < hour) return `${Math.floor(durationMs / minute)}m`;
	if (durationMs >= day) return `${Math.floor(durationMs / day)}d`;
	const minutes = Math.floor((durationMs % hour) / minute);
	return `${Math.floor(durationMs / hour)}h ${String(minutes).padStart(2, '0')}m`;
}

/** How long ago `at` was. */
export function formatAge(at: number | null | undefined, now: number): string {
	return isKnown(at) ? formatDuration(now - at) : unknownFigure;
}

/** A share (0 to 1) in per cent. Only 1 is shown as 100 %, and only 0 as 0 %. */
export function formatPercent(share: number | null | undefined): string {
	if (!isKnown(share)) return unknownFigure;
	const percent = Math.round(share * 100);
	if (share > 0 && percent === 0) return '<1%';
	return `${share < 1 ? Math.min(percent, 99) : percent}%`;
}

/** Sizes on disk: `512 B`, `41 kB`, `1.2 MB`. */
export function formatBytes(bytes: number | null | undefined): string {
	if (!isKnown(bytes)) return unknownFigure;
	const figure = formatTokens(bytes);
	const unit = /[kMT]$/.exec(figure)?.[0] ?? (figure.endsWith('B') ? 'G' : '');
	return `${figure.replace(/[kMBT]$/, '')} ${unit}B`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const twoDigits = (value: number) => String(value).padStart(2, '0');

/** A date as `2026-11-22`, in the person's time zone. */
export function formatDate(at: number): string {
	const date = new Date(at);
	return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** A time near `now`: `11:20` today, `Tue 11:20` within a week, else the date. In the person's time zone. */
export function formatTime(at: number | null | undefined, now: number): string {
	if (!isKnown(at)) return unknownFigure;
	const date = new Date(at);
	const time = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
	if (formatDate(at) === formatDate(now)) return time;
	return Math.abs(at - now) < 7 * day ? `${weekdays[date.getDay()]} ${time}` : formatDate(at);
}

/** A folder as people write it: `~/work/api`. */
export function shortFolder(folder: string, home: string | null): string {
	if (!home || home === '/') return folder;
	return folder === home || folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
}

/** `1 message`, `2 messages`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
