import {utimesSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Reply} from '../../source/core/hosts/requests.ts';
import {openRequestIds} from '../../source/stream/request-ids.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

const open = (clock = Date.now) => openRequestIds(folder.at('requests'), clock);
const reply = (id: string): Reply => ({type: 'reply', id, ok: true, result: {outcome: 'done'}, final: true});

test('a request begins once, in whichever process', () => {
	expect(open().begin('request-1')).toBe(true);
	expect(open().begin('request-1')).toEqual({state: 'underway'});
	open().finish('request-1', reply('request-1'));
	expect(open().begin('request-1')).toEqual({state: 'finished', reply: reply('request-1')});
	expect(open().ask('request-1')).toEqual({state: 'finished', reply: reply('request-1')});
});

test('one that had not come when it was asked about does not begin later', () => {
	expect(open().ask('request-2')).toEqual({state: 'unknown'});
	expect(open().begin('request-2')).toEqual({state: 'unknown'});
});

test('what a process has begun that was killed is lost', () => {
	open().begin('request-3');
	const path = folder.at('requests', 'request-3.json');
	writeFileSync(path, JSON.stringify({state: 'begun', pid: 2 ** 22 + 1, procStart: '1'}));
	expect(open().ask('request-3')).toEqual({state: 'lost'});
	writeFileSync(path, 'half a no');
	expect(open().ask('request-3')).toEqual({state: 'lost'});
	expect(open().begin('request-3')).toEqual({state: 'lost'});
});

test('after an hour an id is forgotten', () => {
	open().begin('request-4');
	const old = Date.now() / 1000 - 3700;
	utimesSync(folder.at('requests', 'request-4.json'), old, old);
	expect(open().ask('request-4')).toEqual({state: 'unknown'});
});
