import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
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

/** Keeps the parsed form of the newest version of every open document; nothing is parsed before it is asked for. */
export class Documents {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly bytes = new Map<string, NonNullable<Origin['bytes']>>();
  private readonly lookups = new Map<string, Origin['linkedFile']>();

  constructor(private readonly open: (uri: string) => TextDocument | undefined) {}

  snapshot(uri: string): Snapshot | undefined {
    const document = this.open(uri);
    if (!document) return undefined;
    const known = this.snapshots.get(uri);
    if (known?.version === document.version) return known;
    const text = document.getText();
    const fresh = { uri, version: document.version, text, lines: new LineIndex(text), cda: CdaDocument.read(text) };
    this.snapshots.set(uri, fresh);
    return fresh;
  }

  origin(uri: string): Origin {
    const bytes = this.bytes.get(uri);
    let linkedFile = this.lookups.get(uri);
    if (!linkedFile) {
      const path = filePath(uri);
      linkedFile = path ? linkedFiles(path) : () => ({ kind: 'unknown' });
      this.lookups.set(uri, linkedFile);
    }
    return bytes ? { bytes, linkedFile } : { linkedFile };
  }

  /** Looks at the bytes on disk, whose encoding the editor's text no longer shows. A file that cannot be read tells nothing. */
  async readBytes(uri: string): Promise<void> {
    const path = filePath(uri);
    if (!path) return;
    try {
      const { encoding, byteOrderMark, valid } = decode(await readFile(path));
      this.bytes.set(uri, { encoding, byteOrderMark, valid });
    } catch {
      this.bytes.delete(uri);
    }
  }

  close(uri: string): void {
    this.snapshots.delete(uri);
    this.bytes.delete(uri);
    this.lookups.delete(uri);
  }
}

function filePath(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
