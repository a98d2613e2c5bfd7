/**
 * `npm run release`: all that a version is published as, in `release/`: the tarball for npm, standalone archives for Linux,
 * their checksums, a Homebrew formula and a PKGBUILD. Nothing is sent anywhere.
 */
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import packageJson from '../../package.json' with {type: 'json'};
import {makeArchive} from './archive.ts';
import {homebrewFormula, pkgbuild} from './recipes.ts';

const folder = path.resolve(process.argv[2] ?? 'release');
const [firstLine = ''] = readFileSync('scripts/ccmon.cjs', 'utf8').split('\n');
const flags = firstLine.split(' ').filter(word => word.startsWith('--'));

rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {stdio: ['ignore', 'ignore', 'inherit']});
const tarball = path.join(folder, `${packageJson.name}-${packageJson.version}.tgz`);
const archives = (['x64', 'arm64'] as const).map(arch => makeArchive(tarball, arch, folder, flags.join(' ')));

const sumOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const files = [tarball, ...archives];
writeFileSync(path.join(folder, 'SHA256SUMS'), files.map(file => `${sumOf(file)}  ${path.basename(file)}\n`).join(''));
const registry = execFileSync('npm', ['config', 'get', 'registry'], {encoding: 'utf8'}).trim().replace(/\/*$/, '/');
const published = {registry, sha256: sumOf(tarball)};
writeFileSync(path.join(folder, 'ccmon.rb'), homebrewFormula(published));
writeFileSync(path.join(folder, 'PKGBUILD'), pkgbuild(published));
for (const file of files)
	console.log(`${(statSync(file).size / 1e6).toFixed(1).padStart(6)} MB  ${path.basename(file)}`);
