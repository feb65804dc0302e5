import type { CdaDocument } from '../cda/document';
import type { AnsPackage } from '../package/ansPackage';
import { linkedFiles } from '../package/linkedFiles';
import type { Settings } from '../protocol';
import { resolvePath } from '../schematron/paths';
import type { Text } from '../text';
import type { Span } from '../xml/tree';

/** A Schematron schema to run on a document. */
export interface SchemaToRun {
  /** Absolute. */
  readonly path: string;
  /** The phase that the document asks for; else the schema's own choice. */
  readonly phase?: string;
  /** Where the document names it. */
  readonly at?: Span;
}

/** What was not run, and why. */
export interface Skipped {
  /** A schema's file name, or `XSD`. */
  readonly what: string;
  readonly why: Text;
}

export interface Selection {
  readonly schemas: readonly SchemaToRun[];
  readonly skipped: readonly Skipped[];
  /** What the user should know of the choice. */
  readonly notes: readonly Text[];
}

/**
 * The schemas of a document: those it names (beside it, else under the same name in the package), those of its model in the package,
 * or both; each once, in the order of the document, then in that of the ANS. `path` is the document's.
 */
export function selectSchemas(
  document: CdaDocument,
  path: string | undefined,
  ansPackage: AnsPackage | undefined,
  choice: Settings['official']['schematrons'],
): Selection {
  const named = schemasNamedBy(document);
  const schemas: SchemaToRun[] = [];
  const skipped: Skipped[] = [];
  const notes: Text[] = [];
  if (choice !== 'model') {
    for (const { href, ...rest } of named) {
      const near = beside(path, href);
      const found = near === undefined ? inPackage(ansPackage, href) : (ansPackage?.own(near) ?? near);
      if (found !== undefined) schemas.push({ path: found, ...rest });
      else skipped.push({ what: fileName(href), why: notFound });
    }
  }
  if (choice !== 'document' && ansPackage) {
    const { declared, unstructured, code, level } = document.model;
    const template = declared ?? unstructured;
    const { paths, note } = ansPackage.schematronsFor({
      root: template?.root.value,
      extension: template?.extension?.value,
      code: code?.code?.value,
      level,
      named: named.map(({ href }) => href),
    });
    for (const each of [...paths, ...ansPackage.profiles]) {
      if (!schemas.some((schema) => samePath(schema.path, each))) schemas.push({ path: each });
    }
    if (note) notes.push(note);
  }
  return { schemas: unique(schemas), skipped, notes };
}

interface NamedSchema {
  readonly href: string;
  readonly phase?: string;
  readonly at: Span;
}

/** `<?oxygen SCHSchema="…" phase="…"?>` and `<?xml-model href="…" schematypens="…" phase="…"?>` (W3C, Associating Schemas with XML documents). */
function schemasNamedBy({ xml }: CdaDocument): NamedSchema[] {
  return xml.children.flatMap((node) => {
    if (node.kind !== 'instruction') return [];
    const attribute = node.target === 'oxygen' ? 'SCHSchema' : node.target === 'xml-model' ? 'href' : '';
    const href = attribute === '' ? undefined : node.pseudoAttribute(attribute);
    if (!href || href.value.trim() === '') return [];
    const type = node.pseudoAttribute('schematypens')?.value;
    const isSchematron = type === undefined ? /\.sch(?:[?#]|$)/i.test(href.value) : type === schematronNamespace;
    if (node.target === 'xml-model' && !isSchematron) return [];
    const phase = node.pseudoAttribute('phase')?.value.trim();
    return [{ href: href.value.trim(), at: { start: href.start, end: href.end }, ...(phase && { phase }) }];
  });
}

const schematronNamespace = 'http://purl.oclc.org/dsdl/schematron';

/** Under another letter case too: `linked-file-missing` tells that. */
function beside(path: string | undefined, href: string): string | undefined {
  if (path === undefined) return undefined;
  const state = linkedFiles(path)(href);
  if (state.kind === 'found') return resolvePath(path, href.replace(/[?#].*$/s, ''));
  return state.kind === 'other-case' ? resolvePath(path, state.actual.replace(/[?#].*$/s, '')) : undefined;
}

function inPackage(ansPackage: AnsPackage | undefined, href: string): string | undefined {
  return /\.sch$/i.test(fileName(href)) ? ansPackage?.fileNamed(href) : undefined;
}

export function fileName(path: string): string {
  return path.replace(/[?#].*$/s, '').replace(/^.*[\\/]/s, '');
}

function unique(schemas: readonly SchemaToRun[]): SchemaToRun[] {
  return schemas.filter((schema, index) => schemas.findIndex((other) => isSame(other, schema)) === index);
}

/** Whether both are the same schema in the same phase. */
export function isSame(a: SchemaToRun, b: SchemaToRun): boolean {
  return samePath(a.path, b.path) && a.phase === b.phase;
}

function samePath(a: string, b: string): boolean {
  return a.replaceAll('\\', '/') === b.replaceAll('\\', '/');
}

const notFound: Text = {
  en: 'named by the document and found neither beside it nor in the package',
  fr: 'nommé par le document et introuvable, à côté de lui comme dans le paquet',
};
