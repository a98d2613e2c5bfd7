import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const file = path.resolve(import.meta.dirname, '../../source/platform/own-zone.ts');

/** A process of its own: the zone is read when it starts. */
function inZone(TZ: string | undefined): {name: string; problem: string | null; offset: number} {
	const program = `
		import {ownZoneName, ownZoneProblem} from ${JSON.stringify(file)};
		const offset = -new Date().getTimezoneOffset();
		console.log(JSON.stringify({name: ownZoneName(), problem: ownZoneProblem(), offset}));`;
	const {TZ: _, ...env} = process.env;
	const answer = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
		encoding: 'utf8',
		env: TZ === undefined ? env : {...env, TZ},
	});
	return JSON.parse(answer);
}

test.each([
	['Asia/Kolkata', 'Asia/Kolkata', 330],
	[':Asia/Kolkata', 'Asia/Kolkata', 330],
	['Etc/UTC', 'UTC', 0],
	['Etc/GMT-5', 'Etc/GMT-5', 300],
	['America/Port-au-Prince', 'America/Port-au-Prince', null],
	['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires', -180],
	['', 'UTC', 0],
	['UTC0', 'UTC', 0],
	['EST5', 'UTC-05:00', -300],
])('TZ=%s is %s, and nothing is wrong', (TZ, name, offset) => {
	const found = inZone(TZ);
	expect(found).toMatchObject({name, problem: null});
	if (offset !== null) expect(found.offset).toBe(offset);
});

test.skipIf(!existsSync('/usr/share/zoneinfo/Asia/Kolkata'))('a file of the system is a name', () => {
	expect(inZone('/usr/share/zoneinfo/Asia/Kolkata')).toMatchObject({name: 'Asia/Kolkata', problem: null});
});

test('the zone of the machine has its name, however it is asked for', () => {
	const own = inZone(undefined);
	expect(own.problem).toBeNull();
	expect(own.name).toMatch(/^[A-Z]/);
	if (existsSync('/etc/localtime')) expect(inZone(':/etc/localtime')).toEqual(own);
});

test.each(['Europe/Nowhere', 'CET-1CEST', 'Moon', '<-03>3'])('TZ=%s is said not to be known, and what holds', TZ => {
	const {name, problem, offset} = inZone(TZ);
	expect({name, offset}).toEqual({name: 'UTC', offset: 0});
	expect(problem).toBe(
		`TZ=${TZ} is not a time zone known here: days are those of UTC. Name one such as Europe/Berlin.`,
	);
});
