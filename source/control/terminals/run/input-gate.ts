/**
 * Two sources of keys: the user's pass at once, and remote typing waits until it falls between two of
 * them. The user's pastes and escape sequences may arrive in several reads, and a text in the middle would break both.
 */

export interface InputGate {
	/** The user's bytes, as read. */
	person(data: Buffer): void;
	/** Writes in one piece. False: the user was in the middle of something for too long, and nothing was written. */
	remote(data: string): Promise<boolean>;
	/** Writes now or not at all: false if the user is in the middle of something, or typed a moment ago. */
	remoteNow(data: string): boolean;
}

/** A lone ESC is a key of its own when nothing follows; programs wait about as long for the rest. */
const sequenceMs = 60;
const patienceMs = 2000;
/** Claude Code may not have read yet what was typed this recently, in ms. */
const readMs = 500;

export function createInputGate(write: (data: Buffer) => void): InputGate {
	const track = createInputTracker();
	const waiting: (() => void)[] = [];
	let sequenceTimer: NodeJS.Timeout | undefined;
	let typedAt = Number.NEGATIVE_INFINITY;
	const release = () => {
		for (const go of waiting.splice(0)) go();
	};
	return {
		person(data) {
			write(data);
			typedAt = performance.now();
			track.read(data);
			clearTimeout(sequenceTimer);
			if (track.state() === 'between') release();
			else if (track.state() === 'sequence') {
				sequenceTimer = setTimeout(() => {
					track.forgetSequence();
					if (track.state() === 'between') release();
				}, sequenceMs);
			}
		},
		remoteNow(data) {
			if (track.state() !== 'between' || waiting.length > 0 || performance.now() - typedAt < readMs) return false;
			write(Buffer.from(data));
			return true;
		},
		remote(data) {
			const bytes = Buffer.from(data);
			if (track.state() === 'between') {
				write(bytes);
				return Promise.resolve(true);
			}
			return new Promise(resolve => {
				const go = () => {
					clearTimeout(timer);
					write(bytes);
					resolve(true);
				};
				const timer = setTimeout(() => {
					waiting.splice(waiting.indexOf(go), 1);
					resolve(false);
				}, patienceMs);
				waiting.push(go);
			});
		},
	};
}

export type InputState = 'between' | 'sequence' | 'paste';

export interface InputTracker {
	read(data: Uint8Array): void;
	state(): InputState;
	/** What looked like the start of a sequence was a key of its own. */
	forgetSequence(): void;
}

/** Follows a terminal's input just far enough to know whether a key, a character or a paste is only half there. */
function createInputTracker(): InputTracker {
	/** ground · after ESC · in CSI · after SS3 · in a control string · ESC in a control string */
	let place: 'ground' | 'escape' | 'csi' | 'ss3' | 'string' | 'stringEscape' = 'ground';
	let parameters = '';
	let continuation = 0;
	let inPaste = false;

	const ground = (byte: number) => {
		if (byte === 0x1b) place = 'escape';
		else if (byte >= 0xc0) continuation = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
		else continuation = byte >= 0x80 ? Math.max(0, continuation - 1) : 0;
	};
	const afterEscape = (byte: number) => {
		parameters = '';
		if (byte === 0x1b) return;
		if (byte === 0x5b) place = 'csi';
		else if (byte === 0x4f) place = 'ss3';
		else place = [0x50, 0x58, 0x5d, 0x5e, 0x5f].includes(byte) ? 'string' : 'ground';
	};
	const csi = (byte: number) => {
		if (byte === 0x1b) place = 'escape';
		else if (byte < 0x40 && parameters.length < 32) parameters += String.fromCharCode(byte);
		else {
			place = 'ground';
			if (byte === 0x7e && parameters === '200') inPaste = true;
			else if (byte === 0x7e && parameters === '201') inPaste = false;
		}
	};
	const step = (byte: number) => {
		if (place === 'ground') ground(byte);
		else if (place === 'escape') afterEscape(byte);
		else if (place === 'csi') csi(byte);
		else if (place === 'ss3') place = 'ground';
		else if (byte === 0x07 || (place === 'stringEscape' && byte === 0x5c)) place = 'ground';
		else place = byte === 0x1b ? 'stringEscape' : 'string';
	};
	return {
		read(data) {
			for (const byte of data) step(byte);
		},
		state: () => (inPaste ? 'paste' : place === 'ground' && continuation === 0 ? 'between' : 'sequence'),
		forgetSequence() {
			place = 'ground';
			continuation = 0;
		},
	};
}
