import { parseXml } from '../xml/parse';
import type { XmlDocument } from '../xml/tree';
import type { Read } from './schema';

/** The XML files that schemas look into (value sets): each read and parsed once, for all schemas and documents. */
export class Library {
  private readonly documents = new Map<string, XmlDocument | undefined>();
  private readonly paths = new Map<XmlDocument, string>();

  constructor(private readonly read: Read) {}

  /** Undefined where there is no such file, or where it is not well formed. */
  document(path: string): XmlDocument | undefined {
    if (this.documents.has(path)) return this.documents.get(path);
    const text = this.read(path);
    const parsed = text === undefined ? undefined : parseXml(text.replace(/^\ufeff/, ''));
    const document = parsed?.faults.some(({ kind }) => kind === 'syntax') ? undefined : parsed;
    this.documents.set(path, document);
    if (document) this.paths.set(document, path);
    return document;
  }

  pathOf(document: XmlDocument): string | undefined {
    return this.paths.get(document);
  }
}
