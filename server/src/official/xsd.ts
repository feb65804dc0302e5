import type { XmlDocument as LibDocument, ParseOption, XmlLibError, XsdValidator } from 'libxml2-wasm';
import type { CdaDocument } from '../cda/document';
import type { Text } from '../text';
import { namespacesInScope } from '../xml/namespaces';
import type { XmlDocument, XmlElement } from '../xml/tree';
import { type Unread, unread } from './xsdUnread';

/** One thing that libxml2 says against a document: the element it says it of, and its message. */
export interface XsdFault {
  readonly element: XmlElement;
  readonly message: string;
}

/** Reads a file of the schema's folder by its path in it (`general/voc.xsd`); undefined where there is none. */
export type ReadSchemaFile = (path: string) => Uint8Array | undefined;

/** A schema that cannot be used, with a sentence for the user. */
export class XsdError extends Error {
  constructor(readonly text: Text) {
    super(text.en);
  }
}

/** A compiled XML Schema. libxml2 has one memory per thread: dispose what is no longer used. */
export class Xsd {
  private constructor(
    private readonly library: Library,
    private readonly validator: XsdValidator,
  ) {}

  /** Compiles `path` and what it includes; only `read` gives it files. Rejects with an XsdError. */
  static async load(path: string, read: ReadSchemaFile): Promise<Xsd> {
    const library = await libxml2();
    const bytes = read(path);
    if (!bytes) throw notFound(path);
    reader = read;
    let source: LibDocument | undefined;
    try {
      source = library.XmlDocument.fromBuffer(bytes, { url: base + encodeURI(path) });
      return new Xsd(library, library.XsdValidator.fromDoc(source));
    } catch (error) {
      throw refused(path, error);
    } finally {
      reader = undefined;
      source?.dispose();
    }
  }

  /**
   * What the schema finds in the ClinicalDocument, alone where it stands in the stylesheet of a self-presenting file; why libxml2
   * cannot read it where that is so; undefined where the text is not well formed. After a fault of the content of an element, libxml2 leaves out its children that follow.
   * `utf8`: the text in bytes, where it was read from them.
   */
  faults({ xml, root }: CdaDocument, utf8?: Uint8Array): XsdFault[] | Unread | undefined {
    if (xml.faults.some(({ kind }) => kind === 'syntax')) return undefined;
    let document: LibDocument;
    try {
      document = this.library.XmlDocument.fromBuffer(encoded(xml, root, utf8), {
        encoding: 'utf-8',
        option: this.library.options,
      });
    } catch (error) {
      if (error instanceof Error) return unread(error.message, xml);
      throw error;
    }
    try {
      this.validator.validate(document);
      return [];
    } catch (error) {
      if (!(error instanceof this.library.XmlLibError)) throw error;
      const paths = new ElementPaths(root);
      return error.details
        .filter(({ level }) => level >= errorLevel)
        .map(({ xpath, message }) => ({ element: paths.element(xpath), message: message.trim() }));
    } finally {
      document.dispose();
    }
  }

  dispose(): void {
    this.validator.dispose();
  }
}

interface Library {
  readonly XmlDocument: typeof LibDocument;
  readonly XsdValidator: typeof XsdValidator;
  readonly XmlLibError: typeof XmlLibError;
  readonly options: ParseOption;
}

/** xmlErrorLevel: 1 is a warning, e.g. that what `xsi:schemaLocation` names is not read. */
const errorLevel = 2;

/** A made-up address: whatever a schema or a document names, only `reader` is asked, and only for what is below. */
const base = 'xsd:///';
let reader: ReadSchemaFile | undefined;
let library: Promise<Library> | undefined;

/** Loaded when first asked for: 1 MB, which takes longer to compile than most documents to be checked. */
function libxml2(): Promise<Library> {
  library ??= import('libxml2-wasm').then(
    ({ XmlDocument, XsdValidator, XmlLibError, ParseOption, xmlRegisterInputProvider }) => {
      const open = new Map<number, Uint8Array>();
      let last = 0;
      xmlRegisterInputProvider({
        match: (address) => address.startsWith(base),
        open: (address) => {
          const path = decodeURI(address.slice(base.length));
          const bytes = leaves(path) ? undefined : reader?.(path);
          if (bytes) open.set(++last, bytes);
          return bytes ? last : undefined;
        },
        read: (file, buffer) => {
          const rest = open.get(file) ?? new Uint8Array();
          const part = rest.subarray(0, buffer.byteLength);
          buffer.set(part);
          open.set(file, rest.subarray(part.length));
          return part.length;
        },
        close: (file) => open.delete(file),
      });
      const { XML_PARSE_HUGE, XML_PARSE_NO_XXE, XML_PARSE_NONET } = ParseOption;
      return {
        XmlDocument,
        XsdValidator,
        XmlLibError,
        // Texts over 10 MB and more than 256 levels are legal.
        options: XML_PARSE_HUGE | XML_PARSE_NO_XXE | XML_PARSE_NONET,
      };
    },
  );
  // A failure is none for ever.
  library.catch(() => (library = undefined));
  return library;
}

/** The element alone as UTF-8; namespaces declared around it are declared on it. `utf8`: see `Xsd.faults`. */
function encoded({ text }: XmlDocument, root: XmlElement, utf8: Uint8Array | undefined): Uint8Array {
  if (utf8 && !root.parent) {
    const [before, behind] = [text.slice(0, root.start), text.slice(root.end)].map(
      (part) => encoder.encode(part).length,
    );
    return utf8.subarray(before, utf8.length - (behind as number));
  }
  const around = namespacesInScope(root.parent);
  for (const { name } of root.attributes) around.delete(name === 'xmlns' ? '' : name.replace(/^xmlns:/, ''));
  const declarations = [...around].map(([prefix, uri]) => ` xmlns${prefix && `:${prefix}`}="${escaped(uri)}"`).join('');
  const most = 3 * (root.end - root.start + declarations.length);
  // What is typed next fits too.
  const room = buffer.length < most ? new Uint8Array(most + 2 ** 16) : buffer;
  if (room.length <= mostKept) buffer = room;
  let length = 0;
  for (const part of [text.slice(root.start, root.nameEnd), declarations, text.slice(root.nameEnd, root.end)]) {
    length += encoder.encodeInto(part, room.subarray(length)).written;
  }
  return room.subarray(0, length);
}

/** Whether a path leads out of the folder it starts from. */
function leaves(path: string): boolean {
  return /^[\\/]|^\w:/.test(path) || path.split(/[\\/]/).includes('..');
}

const encoder = new TextEncoder();
/** Kept between calls: a fresh buffer for each keystroke costs more than filling it. */
let buffer = new Uint8Array(0);
/** Bytes of it. */
const mostKept = 2 ** 26;

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Finds elements by paths as xmlGetNodePath writes them. */
class ElementPaths {
  /** Child elements by their name, and all of them as `*`. */
  private readonly children = new Map<XmlElement, ReadonlyMap<string, XmlElement[]>>();

  constructor(private readonly root: XmlElement) {}

  /**
   * From the root, `*` where the element has a namespace and no prefix, `[n]` among the siblings that the step names; an attribute
   * may end it. The root where there is no path.
   */
  element(path = ''): XmlElement {
    let element = this.root;
    for (const [, name = '*', count = '1'] of [...path.matchAll(/\/([^/@[]+)(?:\[(\d+)\])?/g)].slice(1))
      element = this.childrenOf(element).get(name)?.[Number(count) - 1] ?? element;
    return element;
  }

  private childrenOf(element: XmlElement): ReadonlyMap<string, XmlElement[]> {
    const known = this.children.get(element);
    if (known) return known;
    const all = element.elements();
    const made = new Map([['*', all]]);
    for (const child of all) {
      const namesakes = made.get(child.name);
      if (namesakes) namesakes.push(child);
      else made.set(child.name, [child]);
    }
    this.children.set(element, made);
    return made;
  }
}

function notFound(path: string): XsdError {
  return new XsdError({
    en: `The XML Schema ${path} is not in the package.`,
    fr: `Le schéma XML ${path} n’est pas dans le paquet.`,
  });
}

function refused(path: string, error: unknown): XsdError {
  const reason = (error instanceof Error ? error.message : String(error)).trim().split('\n')[0];
  return new XsdError({
    en: `The XML Schema ${path} cannot be used: ${reason}`,
    fr: `Le schéma XML ${path} est inutilisable : ${reason}`,
  });
}
