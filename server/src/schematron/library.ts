import { parseXml } from '../xml/parse';
import type { XmlDocument } from '../xml/tree';
import { UnreadDocument } from '../xpath/unread';
import type { Read } from './schema';

/** A tree of fewer characters than this is small. */
const smallCharacters = 300_000;

/** The XML files that schemas look into (value sets): each read and parsed once, for all schemas and documents. */
export class Library {
  private readonly documents = new Map<string, XmlDocument | undefined>();
  private readonly paths = new Map<XmlDocument, string>();
  private timezone: number | undefined;
  private values = new WeakMap<object, unknown>();

  constructor(private readonly read: Read) {}

  /** Undefined where there is no such file, or where it is not well formed. */
  document(path: string): XmlDocument | undefined {
    if (this.documents.has(path)) return this.documents.get(path);
    const document = this.parsed(path);
    this.documents.set(path, document);
    if (document) this.paths.set(document, path);
    return document;
  }

  private parsed(path: string): XmlDocument | undefined {
    const text = this.text(path);
    if (text === undefined) return undefined;
    if (text.length >= smallCharacters) return UnreadDocument.of(text, () => this.text(path) ?? '');
    const parsed = parseXml(text);
    return parsed.faults.some(({ kind }) => kind === 'syntax') ? undefined : parsed;
  }

  private text(path: string): string | undefined {
    return this.read(path)?.replace(/^\ufeff/, '');
  }

  /** What expressions make of these files alone; kept for one implicit timezone, on which comparisons of times depend. */
  valuesIn(timezone: number): WeakMap<object, unknown> {
    if (timezone !== this.timezone) this.values = new WeakMap();
    this.timezone = timezone;
    return this.values;
  }

  pathOf(document: XmlDocument): string | undefined {
    return this.paths.get(document);
  }
}
