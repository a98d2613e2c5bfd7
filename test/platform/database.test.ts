import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	chmodSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type DatabaseOptions, isDamaged, openDatabase, replaceDamagedDatabase} from '../../source/platform/database.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'ccmon-database-'));
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const options = (more: Partial<DatabaseOptions> = {}): DatabaseOptions => ({
	path: join(folder, 'state', 'ccmon.db'),
	room: 'fruit',
	migrations: ['CREATE TABLE fruit (name TEXT)'],
	now: () => Date.UTC(2026, 7, 1, 12, 30, 15),
	...more,
});

function opened(more: Partial<DatabaseOptions> = {}) {
	const {database, problem} = openDatabase(options(more));
	expect(problem).toBeNull();
	return database!;
}

describe('openDatabase', () => {
	test('makes a folder and files that only the owner can read', () => {
		const database = opened();
		database.exec("INSERT INTO fruit VALUES ('pear')");
		expect(lstatSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
		for (const name of ['ccmon.db', 'ccmon.db-wal', 'ccmon.db-shm']) {
			expect(lstatSync(join(folder, 'state', name)).mode & 0o777).toBe(0o600);
		}
		database.close();
	});

	test('closes a file and folder that others could read', () => {
		opened().close();
		chmodSync(join(folder, 'state'), 0o755);
		chmodSync(options().path, 0o644);
		opened().close();
		expect(lstatSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
		expect(lstatSync(options().path).mode & 0o777).toBe(0o600);
	});

	test('keeps what was written, and runs only the migrations that are new', () => {
		const first = opened();
		first.exec("INSERT INTO fruit VALUES ('pear')");
		first.close();
		const second = opened({migrations: [...options().migrations, "ALTER TABLE fruit ADD colour TEXT DEFAULT 'green'"]});
		expect(second.prepare('SELECT * FROM fruit').all()).toEqual([{name: 'pear', colour: 'green'}]);
		second.close();
	});

	test('lets rooms evolve apart in one file', () => {
		const fruit = opened();
		const tools = opened({
			room: 'tools',
			migrations: ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABLE c (x)'],
		});
		tools.exec('INSERT INTO c VALUES (1)');
		fruit.exec("INSERT INTO fruit VALUES ('fig')");
		expect(tools.prepare('SELECT count(*) AS n FROM fruit').get()).toEqual({n: 1});
		fruit.close();
		tools.close();
		opened().close();
	});

	test('undoes a migration that fails, and says so', () => {
		const broken = openDatabase(options({migrations: [...options().migrations, 'CREATE TABLE b (x)', 'NOT SQL']}));
		expect(broken.database).toBeNull();
		expect(broken.problem?.message).toContain('syntax error');
		const database = opened();
		expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('fruit', 'b')").all()).toEqual([
			{name: 'fruit'},
		]);
		database.close();
	});

	test.each(['ccmon.db', 'ccmon.db-wal'])('refuses a symbolic link in the place of %s', name => {
		opened().close();
		const target = join(folder, 'elsewhere');
		rmSync(join(folder, 'state', name), {force: true});
		symlinkSync(target, join(folder, 'state', name));
		const {database, problem} = openDatabase(options());
		expect(database).toBeNull();
		expect(problem?.message).toContain('symbolic link');
		expect(readdirSync(folder)).toEqual(['state']);
	});

	test('says why when the folder cannot be made', () => {
		writeFileSync(join(folder, 'state'), 'a file in the way');
		const {database, problem} = openDatabase(options());
		expect(database).toBeNull();
		expect(problem?.path).toBe(options().path);
		expect(problem?.message).toContain(`${join(folder, 'state')} is not a folder but a link or file: remove it`);
	});
});

describe('a database that cannot be used', () => {
	test('is set aside when it is not a database', () => {
		opened().close();
		writeFileSync(options().path, 'this is no database, whatever its name says'.repeat(100));
		const {database, problem} = openDatabase(options());
		expect(database?.prepare('SELECT * FROM fruit').all()).toEqual([]);
		expect(problem?.message).toContain('ccmon.db.damaged-20260801T123015Z');
		expect(readdirSync(join(folder, 'state'))).toContain('ccmon.db.damaged-20260801T123015Z');
		database?.close();
	});

	test('is set aside when a newer ccmon wrote it, and can be opened under its new name', () => {
		const newer = opened({migrations: [...options().migrations, 'CREATE TABLE later (x)']});
		newer.exec("INSERT INTO fruit VALUES ('kiwi')");
		newer.close();
		const {database, problem} = openDatabase(options());
		expect(database?.prepare('SELECT * FROM fruit').all()).toEqual([]);
		expect(problem?.message).toContain('newer ccmon');
		database?.close();
		const kept = openDatabase({
			...options({migrations: [...options().migrations, 'CREATE TABLE later (x)']}),
			path: join(folder, 'state', 'ccmon.db.newer-20260801T123015Z'),
		});
		expect(kept.database?.prepare('SELECT * FROM fruit').all()).toEqual([{name: 'kiwi'}]);
		kept.database?.close();
	});

	test('is replaced when damage shows only in a query, once for all who find it', () => {
		const database = opened();
		const insert = database.prepare('INSERT INTO fruit VALUES (?)');
		for (let n = 0; n < 2000; n++) insert.run(`fruit number ${n}`);
		database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
		database.close();
		// The first pages, with the schema, stay whole.
		const bytes = readFileSync(options().path);
		writeFileSync(options().path, bytes.fill(0xff, bytes.length / 2));

		const found = [opened(), opened()];
		for (const connection of found) {
			expect(isDamaged(errorOf(() => connection.prepare('SELECT * FROM fruit').all()))).toBe(true);
			connection.close();
		}
		const first = replaceDamagedDatabase(options());
		expect(first.problem?.message).toContain('damaged');
		first.database?.exec("INSERT INTO fruit VALUES ('new')");
		const second = replaceDamagedDatabase(options());
		expect(second.problem).toBeNull();
		expect(second.database?.prepare('SELECT * FROM fruit').all()).toEqual([{name: 'new'}]);
		first.database?.close();
		second.database?.close();
	});

	test('is replaced when it holds a number that cannot be read', () => {
		const more = {migrations: [...options().migrations, 'CREATE TABLE basket (apples INTEGER)']};
		const database = opened(more);
		database.exec('INSERT INTO basket VALUES (9007199254740993)');
		expect(isDamaged(errorOf(() => database.prepare('SELECT * FROM basket').all()))).toBe(true);
		database.close();
		const {database: replaced, problem} = replaceDamagedDatabase(options(more));
		expect(problem?.message).toContain('damaged');
		expect(replaced?.prepare('SELECT * FROM basket').all()).toEqual([]);
		replaced?.close();
	});

	test('is distinguished from other errors', () => {
		const database = opened();
		expect(isDamaged(errorOf(() => database.exec('SELECT * FROM nowhere')))).toBe(false);
		database.close();
	});
});

function errorOf(work: () => unknown): unknown {
	try {
		work();
	} catch (error) {
		return error;
	}
	throw new Error('nothing was thrown');
}

test('several processes can open a new database, and a damaged one, at the same moment', async () => {
	const script = join(folder, 'open.ts');
	const module = new URL('../../source/platform/database.ts', import.meta.url).href;
	writeFileSync(
		script,
		`import {openDatabase} from ${JSON.stringify(module)};
		process.stdin.once('data', () => {
			const {database, problem} = openDatabase({path: ${JSON.stringify(options().path)}, room: 'fruit',
				migrations: ['CREATE TABLE fruit (name TEXT)'], now: () => 0});
			if (!database) throw new Error(problem?.message);
			database.prepare('INSERT INTO fruit VALUES (?)').run(String(process.pid));
			process.exit(0);
		});
		console.log('ready');`,
	);
	for (const damaged of [false, true]) {
		if (damaged) writeFileSync(options().path, 'x'.repeat(5000));
		const children = Array.from({length: 4}, () =>
			spawn(process.execPath, [script], {stdio: ['pipe', 'pipe', 'pipe']}),
		);
		const errors: string[] = [];
		for (const child of children) child.stderr.on('data', data => errors.push(String(data)));
		await Promise.all(children.map(child => once(child.stdout, 'data')));
		const exits = children.map(child => once(child, 'exit'));
		for (const child of children) child.stdin.write('go\n');
		for (const [code] of await Promise.all(exits)) expect(code, errors.join('')).toBe(0);
		const database = opened();
		expect(database.prepare('SELECT count(*) AS n FROM fruit').get()).toEqual({n: 4});
		database.close();
	}
	const asides = readdirSync(join(folder, 'state')).filter(
		name => name.includes('.damaged-') && !/-(wal|shm)$/.test(name),
	);
	expect(asides).toHaveLength(1);
});
