import type { Text } from '../text';
import { parseXml } from '../xml/parse';
import type { XmlDocument, XmlElement } from '../xml/tree';
import { resolvePath } from './paths';
import type { OtherCase, Place, Read, SchemaFault } from './schema';

export const ISO = 'http://purl.oclc.org/dsdl/schematron';
/** Schematron 1.5 and 1.6: the same elements, as far as they had them. */
const OLD = 'http://www.ascc.net/xml/schematron';

export const isSchematron = ({ namespace }: XmlElement): boolean => namespace === ISO || namespace === OLD;

/** An element of a schema and the file it stands in. */
export interface Source {
  readonly element: XmlElement;
  readonly file: string;
}

export const placeOf = ({ element, file }: Source): Place => ({ file, span: element.nameSpan });

/** More elements than this make no schema but an attack on its reader (includes and extensions multiply). */
const maxElements = 100_000;

/** The files of one schema: read once, their faults collected. */
export class Files {
  readonly faults: SchemaFault[] = [];
  private readonly documents = new Map<string, XmlDocument | undefined>();
  private readonly open = new Set<XmlElement>();
  private budget = maxElements;

  constructor(
    private readonly read: Read,
    private readonly otherCase: OtherCase | undefined,
  ) {}

  /** Every file that exists, in the order they were first asked for. */
  get paths(): string[] {
    return [...this.documents].flatMap(([path, document]) => (document ? [path] : []));
  }

  fault(kind: SchemaFault['kind'], place: Place, en: string, fr: string): void {
    this.faults.push({ kind, ...place, message: { en, fr } satisfies Text });
  }

  /** The root of the schema's main file. */
  main(path: string): Source | undefined {
    const element = this.document(path, { file: path, span: { start: 0, end: 0 } }, path)?.root;
    return element && { element, file: path };
  }

  /** The child elements, each `include` replaced by what it names, and each `extends` with `href` by the children of that. */
  *children(parent: Source): Generator<Source> {
    for (const element of parent.element.elements()) {
      if (--this.budget < 0) return this.exhausted(parent);
      const source = { element, file: parent.file };
      const href = element.attribute('href')?.value;
      if (!isSchematron(element) || href === undefined || !/^(?:include|extends)$/.test(element.local)) yield source;
      else yield* this.included(source, href);
    }
  }

  private *included(source: Source, href: string): Generator<Source> {
    const target = this.target(source, href);
    if (!target) return;
    if (this.open.has(target.element)) {
      this.fault('reference', placeOf(source), `${href} includes itself.`, `${href} s’inclut lui-même.`);
      return;
    }
    this.open.add(target.element);
    try {
      const next = target.element.local === 'include' ? target.element.attribute('href')?.value : undefined;
      if (source.element.local === 'extends') yield* this.children(target);
      else if (next !== undefined) yield* this.included(target, next);
      else if (isSchematron(target.element)) yield target;
    } finally {
      this.open.delete(target.element);
    }
  }

  /** The element that `href` (a file, `#id` or both) names. */
  private target(source: Source, href: string): Source | undefined {
    const hash = href.indexOf('#');
    const name = hash < 0 ? href : href.slice(0, hash);
    const file = name.trim() === '' ? source.file : resolvePath(source.file, name);
    const place = { file: source.file, span: source.element.attribute('href')?.valueSpan ?? source.element.nameSpan };
    const document = file === undefined ? this.missing(href, href, place) : this.document(file, place, href);
    if (!document?.root || file === undefined) return undefined;
    if (hash < 0) return { element: document.root, file };
    const id = href.slice(hash + 1);
    const element = document.elements.find(
      (candidate) => candidate.attribute('id')?.value === id || candidate.attribute('xml:id')?.value === id,
    );
    if (!element)
      this.fault('reference', place, `Nothing has the id of ${href}.`, `Rien n’a l’identifiant de ${href}.`);
    return element && { element, file };
  }

  private document(path: string, place: Place, said: string): XmlDocument | undefined {
    if (this.documents.has(path)) return this.documents.get(path);
    const text = this.read(path);
    const document = text === undefined ? this.missing(path, said, place) : this.parsed(text, path);
    this.documents.set(path, document);
    return document;
  }

  private parsed(text: string, path: string): XmlDocument | undefined {
    const document = parseXml(text.replace(/^\ufeff/, ''));
    const fault = document.faults.find(({ kind }) => kind === 'syntax');
    if (!fault) return document;
    const { start, end, message } = fault;
    this.faults.push({ kind: 'broken-file', file: path, span: { start, end }, message });
    return undefined;
  }

  private missing(path: string, said: string, place: Place): undefined {
    const actual = this.otherCase?.(path);
    if (actual === undefined) {
      this.fault('missing-file', place, `The file ${said} does not exist.`, `Le fichier ${said} n’existe pas.`);
    } else {
      const name = actual.replace(/^.*[\\/]/, '');
      const en = `The file ${said} does not exist; ${name} does, in another letter case.`;
      this.fault('other-case', place, en, `Le fichier ${said} n’existe pas ; ${name} existe, avec une autre casse.`);
    }
    return undefined;
  }

  private exhausted(parent: Source): void {
    if (this.budget < -1) return;
    this.fault(
      'unsupported',
      placeOf(parent),
      `The schema has more than ${maxElements} elements: the rest of it is not read.`,
      `Le schéma a plus de ${maxElements} éléments : le reste n’est pas lu.`,
    );
  }
}
