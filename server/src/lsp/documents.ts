import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CdaDocument } from '../cda/document';
import { linkedFiles } from '../package/linkedFiles';
import type { Origin } from '../rules/rule';
import { decode } from '../xml/decode';
import { LineIndex } from '../xml/positions';

/** One version of an open document and what was computed from it. */
export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly lines: LineIndex;
  /** Undefined when the text holds no ClinicalDocument. */
  readonly cda: CdaDocument | undefined;
}

class LazySnapshot implements Snapshot {
  #lines: LineIndex | undefined;
  #read: { readonly cda: CdaDocument | undefined } | undefined;

  constructor(
    readonly uri: string,
    readonly version: number,
    readonly text: string,
  ) {}

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  get cda(): CdaDocument | undefined {
    this.#read ??= { cda: CdaDocument.read(this.text) };
    return this.#read.cda;
  }
}

/** Keeps the parsed form of the newest version of every open document; nothing is parsed before it is asked for. */
export class Documents {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly origins = new Map<
    string,
    { readonly stamp: string | undefined; readonly origin: Promise<Origin> }
  >();

  constructor(private readonly open: (uri: string) => TextDocument | undefined) {}

  snapshot(uri: string): Snapshot | undefined {
    const document = this.open(uri);
    if (!document) return undefined;
    const known = this.snapshots.get(uri);
    if (known?.version === document.version) return known;
    const fresh = new LazySnapshot(uri, document.version, document.getText());
    this.snapshots.set(uri, fresh);
    return fresh;
  }

  /** Whether this is the newest version of an open document. */
  isCurrent(snapshot: Snapshot): boolean {
    return this.snapshots.get(snapshot.uri) === snapshot && this.open(snapshot.uri)?.version === snapshot.version;
  }

  /** What the rules are told of the file. Its bytes are read again when it changed: the editor's text hides their encoding. */
  async origin(uri: string): Promise<Origin> {
    const path = filePath(uri);
    if (!path) return { linkedFile: () => ({ kind: 'unknown' }) };
    const stamp = await stat(path).then(
      ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
      () => undefined,
    );
    const known = this.origins.get(uri);
    if (known && known.stamp === stamp) return known.origin;
    const origin = originOf(path);
    this.origins.set(uri, { stamp, origin });
    return origin;
  }

  close(uri: string): void {
    this.snapshots.delete(uri);
    this.origins.delete(uri);
  }
}

/** A file that cannot be read tells nothing of its bytes. */
async function originOf(path: string): Promise<Origin> {
  const linkedFile = linkedFiles(path);
  try {
    const { encoding, byteOrderMark, valid } = decode(await readFile(path));
    return { bytes: { encoding, byteOrderMark, valid }, linkedFile };
  } catch {
    return { linkedFile };
  }
}

/** The file a URI names; undefined for other schemes. */
export function filePath(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

export function fileUri(path: string): string {
  return pathToFileURL(path).href;
}

/** The path a setting names; a relative one starts at the workspace folder. */
export function inFolder(folder: string | undefined, path: string): string {
  const base = folder === undefined ? undefined : filePath(folder);
  return path === '' || base === undefined ? path : resolve(base, path);
}
