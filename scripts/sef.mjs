// Compiles the built-in stylesheet to what SaxonJS executes (SEF). It takes seconds, so the result is kept until a source is newer.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'server/src/render/cda.xsl');

/** Outlives `dist`, which every build empties. */
const compiled = join(root, 'node_modules/.cache/cda.sef.json');

/** Path of the up-to-date SEF; throws with the compiler's words when the stylesheet is wrong. */
export function compiledSef() {
  if (modified(compiled) > Math.max(...sources().map(modified))) return compiled;
  mkdirSync(dirname(compiled), { recursive: true });
  const compiler = createRequire(import.meta.url).resolve('xslt3/xslt3.js');
  // Under a name of its own until it is complete: test files run side by side.
  const draft = `${compiled}.${process.pid}`;
  const options = [`-xsl:${source}`, `-export:${draft}`, '-nogo', '-relocate:on'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cda.xsl does not compile:\n${stdout}${stderr}`);
  renameSync(draft, compiled);
  return compiled;
}

/** Everything that rendering needs beside the bundles: stylesheets, and a stand-in that keeps SaxonJS off the network. */
export function buildSef(dist = join(root, 'dist')) {
  mkdirSync(join(dist, 'node_modules/axios'), { recursive: true });
  copyFileSync(compiledSef(), join(dist, 'cda.sef.json'));
  copyFileSync(join(dirname(source), 'style.css'), join(dist, 'preview.css'));
  copyFileSync(join(dirname(source), 'no-network.cjs'), join(dist, 'node_modules/axios/index.js'));
}

function sources() {
  const modules = join(dirname(source), 'xsl');
  return [source, fileURLToPath(import.meta.url), ...readdirSync(modules).map((name) => join(modules, name))];
}

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildSef();
