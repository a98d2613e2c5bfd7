/**
 * Who listens on the receiver's port. A ccmon proves that it knows the token without either side sending it: any program
 * may have taken the port while no ccmon ran, and would only have to wait to be asked with the token itself.
 */
import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import {request} from 'node:http';
import type {TelemetrySettings} from './telemetry-address.ts';

export const challengeHeader = 'x-ccmon-challenge';
export const proofHeader = 'x-ccmon-proof';

/** Null: the challenge is not valid. */
export function proofOf(token: string, challenge: unknown): string | null {
	if (typeof challenge !== 'string' || !/^[0-9a-f]{32}$/.test(challenge)) return null;
	return createHmac('sha256', token).update(challenge).digest('hex');
}

export type Listener = 'nobody' | 'ccmon' | 'another program';

const patienceMs = 2000;

/** Never rejects. */
export function whoListens({port, token}: TelemetrySettings): Promise<Listener> {
	const challenge = randomBytes(16).toString('hex');
	const expected = Buffer.from(proofOf(token, challenge) ?? '');
	return new Promise(resolve => {
		const headers = {[challengeHeader]: challenge};
		const options = {host: '127.0.0.1', port, path: '/v1/logs', headers, timeout: patienceMs, agent: false};
		const asked = request(options, response => {
			response.resume();
			const proof = Buffer.from(String(response.headers[proofHeader] ?? ''));
			const isProven = proof.length === expected.length && timingSafeEqual(proof, expected);
			resolve(isProven ? 'ccmon' : 'another program');
		});
		asked.on('timeout', () => asked.destroy(new Error('no answer')));
		asked.on('error', error =>
			resolve('code' in error && error.code === 'ECONNREFUSED' ? 'nobody' : 'another program'),
		);
		asked.end();
	});
}
