import { basename } from 'node:path';
import type { Language } from '../../text';
import { decode } from '../../xml/decode';
import { RenderError } from '../errors';
import type { RenderResult } from '../result';
import type { Source } from '../source';
import { faultIn, notReadable, outOfMemory } from './faults';
import { addressOf, StylesheetFiles } from './files';
import { forbiddenInstruction, versionOf } from './forbidden';
import { type Compiled, Libxslt } from './libxslt';
import { foreignResult } from './result';
import type { ForeignStylesheet } from './stylesheet';

/** Stylesheets that stay compiled: one workspace rarely alternates between more. */
const mostCompiled = 3;
/** A module that a large document has grown is loaded anew; bytes. */
const mostMemory = 256 * 1024 * 1024;

interface Kept {
  readonly compiled: Compiled;
  readonly files: StylesheetFiles;
}

let engine: Libxslt | undefined;
const kept = new Map<string, Kept>();

/** Renders with a stylesheet in XSLT 1.0. Rejects with a RenderError, `other-engine` where libxslt cannot run it. */
export async function renderWithLibxslt(
  source: Source,
  stylesheet: ForeignStylesheet,
  lang: Language,
): Promise<RenderResult> {
  if (engine && engine.memory > mostMemory) {
    engine = undefined;
    kept.clear();
  }
  engine ??= await Libxslt.load();
  const { compiled, files } = await compiledStylesheet(engine, source, stylesheet);
  const reading = new StylesheetFiles(stylesheet.folders);
  try {
    const html = await engine.transform(compiled, source.text, 'cda://document/', reading.read);
    const messages = engine.takeMessages();
    if (reading.forbidden) throw new RenderError('stylesheet', reading.forbidden);
    if (html === undefined || html === 'malformed') refuseShortMemory(engine);
    if (html === 'malformed') throw new RenderError('not-well-formed', faultIn(messages).text);
    if (html === undefined) throw faultIn(messages);
    return foreignResult(source, html, reading, lang);
  } catch (error) {
    // What stops in the middle of WebAssembly leaves it in no state to go on.
    if (!(error instanceof RenderError)) {
      const stopped = engine;
      engine = undefined;
      kept.clear();
      refuseShortMemory(stopped);
    }
    throw error;
  } finally {
    if (stylesheet.isEmbedded) {
      engine?.free(compiled);
    } else if (files.isCurrent === false) {
      forget(stylesheet);
    }
  }
}

async function compiledStylesheet(engine: Libxslt, source: Source, stylesheet: ForeignStylesheet): Promise<Kept> {
  const key = keyOf(stylesheet);
  const known = kept.get(key);
  if (known?.files.isCurrent) return known;
  forget(stylesheet);
  const files = new StylesheetFiles(stylesheet.folders);
  const { path = '', isEmbedded } = stylesheet;
  const bytes = isEmbedded ? Buffer.from(source.text.replace(/^<\?xml\s[^>]*\?>/, '')) : files.read(addressOf(path));
  if (!bytes) throw files.forbidden ? new RenderError('stylesheet', files.forbidden) : notReadable(path);
  const { text } = decode(bytes);
  const forbidden = isEmbedded && forbiddenInstruction(text, basename(path));
  if (forbidden) throw new RenderError('stylesheet', forbidden);
  const version = versionOf(text);
  if (version !== undefined && version !== '1.0' && version !== '1.1') throw otherEngine(`XSLT ${version}`);
  engine.takeMessages();
  const compiled = await engine.compile(
    bytes,
    isEmbedded && path === '' ? 'cda://document/' : addressOf(path),
    files.read,
  );
  const messages = engine.takeMessages();
  if (files.forbidden) throw new RenderError('stylesheet', files.forbidden);
  if (compiled === undefined) {
    refuseShortMemory(engine);
    throw otherEngine(messages);
  }
  const fresh = { compiled, files };
  if (!isEmbedded) {
    kept.set(key, fresh);
    const [oldest] = kept.values();
    if (kept.size > mostCompiled && oldest) {
      kept.delete(kept.keys().next().value as string);
      engine.free(oldest.compiled);
    }
  }
  return fresh;
}

/** Before anything else is taken for the cause of a failure. */
function refuseShortMemory({ isMemoryShort }: Libxslt): void {
  if (isMemoryShort) throw outOfMemory();
}

function otherEngine(messages: string): RenderError {
  return new RenderError('other-engine', faultIn(messages).text);
}

function forget(stylesheet: ForeignStylesheet): void {
  const known = kept.get(keyOf(stylesheet));
  if (known) engine?.free(known.compiled);
  kept.delete(keyOf(stylesheet));
}

function keyOf({ path, folders }: ForeignStylesheet): string {
  return JSON.stringify([path, folders]);
}
