import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Language } from '../../text';
import { decode } from '../../xml/decode';
import { fromEngine, RenderError } from '../errors';
import type { RenderResult } from '../result';
import type { Source } from '../source';
import { notReadable, stopped } from './faults';
import { addressOf, digestOf, StylesheetFiles } from './files';
import { forbiddenInstruction, versionOf } from './forbidden';
import { foreignResult } from './result';
import { noCodeMessage, SaxonSandbox } from './sandbox';
import type { ForeignStylesheet } from './stylesheet';

export interface SaxonOptions {
  readonly sefPath: string;
  readonly cacheFolder?: string | undefined;
  readonly onCompile: (compiling: boolean) => void;
}

/** What is compiled, and what it was compiled from. */
interface Compiled {
  readonly path: string;
  readonly digests: ReadonlyMap<string, string>;
  readonly sef: object;
}

/** Changes when what is kept of a compilation is made otherwise. */
const cacheVersion = 1;
const mostKept = 20;

/** Files of the transformation that runs; those that are not on the disk go before. */
let files = new StylesheetFiles([]);
const virtual = new Map<string, Uint8Array>();
let sandbox: SaxonSandbox | undefined;
let last: (Compiled & { readonly files: StylesheetFiles }) | undefined;

/** Renders with a stylesheet in any version of XSLT. Compiling can take half a minute. Rejects with a RenderError. */
export async function renderWithSaxon(
  source: Source,
  stylesheet: ForeignStylesheet,
  lang: Language,
  options: SaxonOptions,
): Promise<RenderResult> {
  sandbox ??= new SaxonSandbox(options.sefPath, (path) => virtual.get(path) ?? files.read(addressOf(path)));
  const { sef, path } = await compiledStylesheet(sandbox, source, stylesheet, options);
  files = new StylesheetFiles(stylesheet.folders);
  const document = await sandbox.parse(source.text).catch((error) => {
    throw fromEngine(error);
  });
  const messages: string[] = [];
  try {
    const html = sandbox.transform(sef, path, document, (message) => {
      if (messages.length < 20) messages.push(String(message).slice(0, 300));
    });
    return foreignResult(source, html, files, lang);
  } catch (error) {
    throw faultOf(error, messages, files);
  }
}

async function compiledStylesheet(
  sandbox: SaxonSandbox,
  source: Source,
  { path: given, isEmbedded, folders }: ForeignStylesheet,
  { cacheFolder, onCompile }: SaxonOptions,
): Promise<Compiled> {
  if (!isEmbedded && last && last.path === given && last.files.isCurrent) return last;
  virtual.clear();
  files = new StylesheetFiles(folders);
  const path = given ?? join(folders[0] ?? process.cwd(), 'untitled.xml');
  const bytes = isEmbedded ? Buffer.from(source.text) : files.read(addressOf(path));
  if (!bytes) throw files.forbidden ? new RenderError('stylesheet', files.forbidden) : notReadable(path);
  const { text } = decode(bytes);
  const forbidden = forbiddenInstruction(text, basename(path));
  if (forbidden) throw new RenderError('stylesheet', forbidden);
  if (isEmbedded) virtual.set(path, bytes);
  const cachePath =
    cacheFolder && join(cacheFolder, `${digestOf(Buffer.from(`${cacheVersion} ${path} ${digestOf(bytes)}`))}.sef.json`);
  const cached = cachePath && readCache(cachePath);
  const known = cached && { path, ...cached };
  if (known) {
    last = { ...known, files };
    return known;
  }
  onCompile(true);
  const wrapper = htmlWrapper(text, path);
  if (wrapper) virtual.set(wrapper.path, wrapper.bytes);
  let sef: string;
  try {
    sef = await sandbox.compile(wrapper?.path ?? path);
  } catch (error) {
    throw files.forbidden ? new RenderError('stylesheet', files.forbidden) : faultOf(error, [], files);
  }
  const compiled = { path, digests: files.digests, sef: JSON.parse(sef) };
  if (cachePath) writeCache(cachePath, files.digests, sef);
  onCompile(false);
  last = { ...compiled, files };
  return compiled;
}

/**
 * The stylesheets of the ANS make XSL-FO for an engine whose vendor is Saxonica. A stylesheet that imports one of them and says otherwise
 * gets its HTML, and leaves it as it is.
 */
function htmlWrapper(text: string, path: string): { path: string; bytes: Uint8Array } | undefined {
  const variable = /<xsl:variable\s+name="([\w.-]+)"\s+select="system-property\('xsl:vendor'\)"\s*\/>/.exec(text)?.[1];
  const version = versionOf(text) ?? '1.0';
  if (!variable) return undefined;
  const wrapper = `<xsl:stylesheet version="${version}" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="${encodeURI(basename(path)).replace(/&/g, '&amp;')}"/><xsl:variable name="${variable}" select="'HTML'"/></xsl:stylesheet>`;
  return { path: join(dirname(path), 'html-wrapper.xsl'), bytes: Buffer.from(wrapper) };
}

/** First line: hashes of all files it was compiled from. */
function readCache(path: string): Pick<Compiled, 'digests' | 'sef'> | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const digests = new Map<string, string>(JSON.parse(text.slice(0, end)));
    for (const [file, digest] of digests)
      if (digestOf(files.read(addressOf(file)) ?? Buffer.of()) !== digest) return undefined;
    return { digests, sef: JSON.parse(text.slice(end + 1)) };
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written only costs time. */
function writeCache(path: string, digests: ReadonlyMap<string, string>, sef: string): void {
  try {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, `${JSON.stringify([...digests])}\n${sef}`);
    renameSync(`${path}.${process.pid}`, path);
    const age = (name: string) => statSync(join(folder, name)).mtimeMs;
    const old = readdirSync(folder)
      .sort((a, b) => age(b) - age(a))
      .slice(mostKept);
    for (const name of old) rmSync(join(folder, name), { force: true });
  } catch {
    // Compiled again next time.
  }
}

function faultOf(error: unknown, messages: readonly string[], { refused }: StylesheetFiles): RenderError {
  if (error instanceof RenderError) return error;
  const { message, code } = error as { message: string; code?: string };
  if (code === 'XTMM9000' || /XTMM9000/.test(message))
    return new RenderError('stylesheet', stopped(messages.at(-1) ?? ''));
  if (/call stack/i.test(message)) {
    return new RenderError('too-deep', {
      en: 'The stylesheet calls itself again and again (or the document is nested too deeply): it was stopped.',
      fr: 'La feuille de style s’appelle elle-même sans fin (ou le document comporte trop de niveaux) : elle a été interrompue.',
    });
  }
  if (message.includes(noCodeMessage)) {
    return new RenderError('stylesheet', {
      en: 'The stylesheet calls JavaScript, which is never run: it was stopped.',
      fr: 'La feuille de style appelle du JavaScript, qui n’est jamais exécuté : elle a été interrompue.',
    });
  }
  const [first] = refused;
  const said = message.replace(/\s+/g, ' ').slice(0, 500);
  if (first !== undefined) {
    return new RenderError('stylesheet', {
      en: `The stylesheet asked for what it may not read (${first}): refused. ${said}`,
      fr: `La feuille de style a demandé ce qu’elle n’a pas le droit de lire (${first}) : refusé. ${said}`,
    });
  }
  return new RenderError('stylesheet', {
    en: `The stylesheet failed: ${said}`,
    fr: `La feuille de style a échoué : ${said}`,
  });
}
