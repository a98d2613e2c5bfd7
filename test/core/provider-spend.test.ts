import {expect, test} from 'vitest';
import {type ProviderSpend, providerLines} from '../../source/core/provider-spend.ts';

const since = Date.parse('2026-11-01T00:00:00Z');
const key = (name: string, usd: number) => ({name, usd, limitUsd: null, resetsAt: null});
const nothing: ProviderSpend = {litellm: null, console: null, since};
const found = <Value>(value: Value) => ({value, failure: null});

test('a key with its budget and when that begins again', () => {
	const litellm = found([{name: 'team-a', usd: 12.3, limitUsd: 50, resetsAt: Date.parse('2026-12-01T00:00:00Z')}]);
	expect(providerLines({...nothing, litellm}, () => null)).toEqual([
		'LiteLLM, key “team-a”: $12.30 of $50.00, resets on 2026-12-01',
	]);
});

test('a proxy of many keys: five of them, and the rest as one sum', () => {
	const litellm = found(Array.from({length: 8}, (_, index) => key(`k${index}`, index)));
	const lines = providerLines({...nothing, litellm}, () => null);
	expect(lines).toHaveLength(6);
	expect(lines.at(-1)).toBe('LiteLLM, 3 more keys: $18.00');
	const six = providerLines({...nothing, litellm: found(litellm.value.slice(0, 6))}, () => null);
	expect(six.at(-1)).toBe('LiteLLM, 1 more key: $5.00');
});

test('the Console’s days beside what this machine spent since the same midnight', () => {
	const console = found([
		{day: '2026-11-01', usd: 1},
		{day: '2026-11-02', usd: 2.5},
	]);
	const asked: number[] = [];
	const lines = providerLines({...nothing, console}, at => {
		asked.push(at);
		return 0.75;
	});
	expect(lines).toEqual([
		'Console, whole organisation since 2026-11-01 (UTC): $3.50',
		'ccmon, this machine since 2026-11-01 (UTC): $0.75',
	]);
	expect(asked).toEqual([since]);
});

test('a failure is said, and nothing is set beside it', () => {
	const console = {value: null, failure: 'the Console refused the key'};
	expect(providerLines({...nothing, console}, () => 9)).toEqual(['the Console refused the key']);
});

test('strips escape sequences from a key’s name', () => {
	const [line] = providerLines({...nothing, litellm: found([key('a\u001b[2J\nb', 1)])}, () => null);
	expect(line).not.toMatch(/[\u001b\n]/);
});
