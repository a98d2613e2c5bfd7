import {expect, test} from 'vitest';
import {bounds, parseStreamMessage} from '../../../source/core/hosts/protocol.ts';
import {sentSession} from '../../../source/core/hosts/sent.ts';
import {isTooMuch} from '../../../source/core/hosts/too-much.ts';
import {fakeFleet} from '../../support/fake-fleet.ts';
import {stateOf} from '../../support/host-stand-in.ts';

const few = {values: 4, names: 2};

test.each([
	['{"a":[1,2]}', false],
	['{"a":[1,2,3,4]}', true],
	['[[[[]]]]', false],
	['[[[[[]]]]]', true],
	['{"a":1,"b":2}', false],
	['{"a":1,"b":2,"c":3}', true],
	['[{"a":1},{"a":1}]', false],
	// What is inside texts does not count.
	['{"a":"[,[,{,:\\",,,,,,\\\\","b":"c"}', false],
])('%s is too much: %s', (line, expected) => {
	expect(isTooMuch(line, few)).toBe(expected);
});

test('as many sessions as a host may list are not too much', () => {
	const fleet = fakeFleet().map(sentSession);
	const sessions = Array.from({length: bounds.sessions}, (_, n) => ({...fleet[n % fleet.length]!, key: `k${n}`}));
	expect(parseStreamMessage(JSON.stringify(stateOf(sessions)))).toMatchObject({type: 'state'});
});

test.each([
	['objects', `[${'{},'.repeat(2_600_000)}0]`],
	['depth', '['.repeat(3_900_000) + ']'.repeat(3_900_000)],
	['numbers', `[${'1,'.repeat(3_900_000)}1]`],
	['names', `{${Array.from({length: 600_000}, (_, n) => `"n${n}":0`).join(',')}}`],
])('8 MB of %s are refused without being parsed', (_, json) => {
	const before = process.memoryUsage().heapUsed;
	expect(parseStreamMessage(`{"type":"changes","sessions":[],"gone":[],"more":${json}}`)).toBeNull();
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(40 * 2 ** 20);
});
