import {
	chmodSync,
	existsSync,
	linkSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {readSettingsFile, replaceSettingsFile} from '../../source/setup/settings-file.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let config: string;
beforeEach(() => {
	folder = temporaryFolder();
	config = folder.at('config');
	mkdirSync(config);
});
afterEach(() => folder.remove());

const path = () => folder.at('config', 'settings.json');
const write = (content: string | Uint8Array) => writeFileSync(path(), content);

describe('what is read', () => {
	test('is the text with its bytes, a byte order mark included', () => {
		write('\ufeff{"a": "é"}\r\n');
		expect(readSettingsFile(config)).toMatchObject({path: path(), target: path(), text: '\ufeff{"a": "é"}\r\n'});
		expect(readSettingsFile(config).bytes).toEqual(readFileSync(path()));
	});

	test('is nothing where there is none yet', () => {
		expect(readSettingsFile(config)).toEqual({path: path(), target: path(), bytes: null, text: '', stats: null});
	});

	test('is what a link leads to, as in a repository of dotfiles', () => {
		writeFileSync(folder.at('dotfile'), '{}');
		symlinkSync('../dotfile', path());
		expect(readSettingsFile(config)).toMatchObject({path: path(), target: folder.at('dotfile'), text: '{}'});
	});
});

describe('it is refused, in a sentence with the path,', () => {
	const refused = (reason: string, configDir = config) => {
		let message = '';
		try {
			readSettingsFile(configDir);
		} catch (error) {
			expect(error).toMatchObject({name: 'SettingsRefusal'});
			message = (error as Error).message;
		}
		expect(message).toContain(reason);
		expect(message).toContain(folder.path);
	};

	test('where the folder is none', () => {
		refused('is not a config folder of Claude Code', folder.at('none'));
		writeFileSync(folder.at('file'), '');
		refused('is not a config folder of Claude Code', folder.at('file'));
	});

	test('where something else is in its place', () => {
		mkdirSync(path());
		refused('is not a plain file');
		rmSync(path(), {recursive: true});
		symlinkSync('/none/settings.json', path());
		refused('leads nowhere');
	});

	test('where replacing it would do harm', () => {
		write('{}');
		linkSync(path(), folder.at('second'));
		refused('has a second name (hard link)');
		rmSync(folder.at('second'));
		chmodSync(path(), 0o444);
		refused('is read-only: make it writable with chmod u+w');
	});

	test('where it cannot be settings', () => {
		write(new Uint8Array([0x7b, 0xff, 0x7d]));
		refused('is not valid JSON (not UTF-8)');
		write(new Uint8Array(4 * 1024 * 1024 + 1));
		refused('is too large for settings');
	});
});

describe('what is written', () => {
	test('takes the place of the file at once, with its mode, through a link', () => {
		writeFileSync(folder.at('dotfile'), '{}', {mode: 0o640});
		chmodSync(folder.at('dotfile'), 0o640);
		symlinkSync('../dotfile', path());
		replaceSettingsFile(readSettingsFile(config), Buffer.from('{"a": 1}'));
		expect(readFileSync(folder.at('dotfile'), 'utf8')).toBe('{"a": 1}');
		expect(statSync(folder.at('dotfile')).mode & 0o777).toBe(0o640);
		expect(lstatSync(path()).isSymbolicLink()).toBe(true);
	});

	test('is the owner’s alone where there was none: it will hold a secret', () => {
		replaceSettingsFile(readSettingsFile(config), Buffer.from('{}'));
		expect(statSync(path()).mode & 0o777).toBe(0o600);
	});

	test('may be that there is none again', () => {
		write('{}');
		replaceSettingsFile(readSettingsFile(config), null);
		expect(existsSync(path())).toBe(false);
	});

	test.each<[string, () => void]>([
		['changed', () => write('{"by": "another"}')],
		['removed', () => rmSync(path())],
	])('is nothing where it was %s in the meantime', (_, change) => {
		write('{}');
		const file = readSettingsFile(config);
		change();
		const now = existsSync(path()) ? readFileSync(path(), 'utf8') : null;
		for (const content of [Buffer.from('{"a": 1}'), null]) {
			expect(() => replaceSettingsFile(file, content)).toThrow('was changed in the meantime: nothing is changed');
			expect(existsSync(path()) ? readFileSync(path(), 'utf8') : null).toBe(now);
		}
	});

	test('is nothing where one came in the meantime', () => {
		const file = readSettingsFile(config);
		write('{"by": "another"}');
		expect(() => replaceSettingsFile(file, Buffer.from('{}'))).toThrow('was changed in the meantime');
		expect(readFileSync(path(), 'utf8')).toBe('{"by": "another"}');
	});
});
