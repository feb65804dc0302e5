// Writes THIRD-PARTY-NOTICES.md: the licence of every package the build ships. With --check, only says whether it is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { log, main, root, SetupError } from './setup.mjs';

const target = join(root, 'THIRD-PARTY-NOTICES.md');
const meta = join(root, 'dist/meta');
const shipped = join(root, 'dist/node_modules');
const data = join(root, 'data/licences');

/** Copied into the product as they are, whether or not a bundle names them. */
const copied = ['pdfjs-dist', 'saxon-js', 'libxslt-wasm', 'xslt3'];
const licenceFile = /^(licen[cs]e|copying|notice|third-?party-?notices)/i;

/** Folders, from the root, of the packages that esbuild put in a bundle or that the build copied. */
function packages() {
  if (!existsSync(meta)) throw new SetupError('dist/meta is missing: run `npm run build` first');
  const inputs = readdirSync(meta).flatMap((name) =>
    Object.keys(JSON.parse(readFileSync(join(meta, name), 'utf8')).inputs),
  );
  const bundled = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0] ?? []);
  const unbundled = [...copied, ...(existsSync(shipped) ? folders(shipped) : [])].map((name) => `node_modules/${name}`);
  return [...new Set([...bundled, ...unbundled])].map(describe).sort(byName);
}

/** Names of the packages in a node_modules folder; a module without package.json is ours. */
function folders(path) {
  return readdirSync(path)
    .flatMap((name) => (name.startsWith('@') ? readdirSync(join(path, name)).map((sub) => `${name}/${sub}`) : [name]))
    .filter((name) => existsSync(join(path, name, 'package.json')));
}

function describe(folder) {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const texts = readdirSync(path)
    .filter((file) => licenceFile.test(file))
    .sort();
  if (texts.length === 0) throw new SetupError(`${folder} ships without a licence text`);
  const licence = license?.startsWith('SEE LICENSE') ? 'see below' : license;
  return { name, version, licence, texts: texts.map((file) => readFileSync(join(path, file), 'utf8')) };
}

function byName(a, b) {
  return a.name === b.name ? a.version.localeCompare(b.version) : a.name < b.name ? -1 : 1;
}

/** The text word for word, only line ends and outer blank lines made alike. */
function quote(text) {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trimEnd());
  const fence = text.includes('```') ? '````' : '```';
  return `${fence}text\n${lines.join('\n').replace(/^\n+|\n+$/g, '')}\n${fence}\n`;
}

function notices() {
  const parts = [
    '# Third-party notices\n',
    'CDA Workbench is under the MIT licence (`LICENSE`). It ships the work of others, under the licences below.',
    'Written by `node scripts/notices.mjs` from what the build ships: do not edit.\n',
    '## Terminologies\n',
    ...readdirSync(data)
      .sort()
      .flatMap((file) => [`### ${file.replace(/\.\w+$/, '')}\n`, quote(readFileSync(join(data, file), 'utf8'))]),
    '## Packages\n',
    ...packages().flatMap(({ name, version, licence, texts }) => [
      `### ${name} ${version}\n`,
      `${licence ?? 'see below'} · <https://www.npmjs.com/package/${name}>\n`,
      ...texts.map(quote),
    ]),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

await main(() => {
  const text = notices();
  const current = existsSync(target) ? readFileSync(target, 'utf8') : '';
  if (text === current) return 0;
  if (process.argv.includes('--check')) {
    log('THIRD-PARTY-NOTICES.md is out of date: run `node scripts/notices.mjs`');
    return 1;
  }
  writeFileSync(target, text);
  return 0;
});
