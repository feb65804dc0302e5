import { statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CdaDocument } from '../cda/document';
import type { AnsPackage } from '../package/ansPackage';
import { isNetworkPath } from '../package/linkedFiles';
import type { StylesheetInfo } from '../protocol';
import type { Language, Text } from '../text';
import { RenderError } from './errors';
import type { ForeignStylesheet } from './foreign/stylesheet';

/** A stylesheet that a document may be shown with. */
export interface StylesheetChoice {
  readonly id: string;
  readonly label: Text;
  readonly detail?: string;
  /** Its file is not there. */
  readonly isMissing?: boolean;
  /** Absent: the built-in one. */
  readonly foreign?: ForeignStylesheet;
}

/** What the choice depends on; paths are absolute. */
export interface StylesheetPlaces {
  /** Without it the stylesheet that the document names or is is not among the choices. */
  readonly cda?: CdaDocument | undefined;
  /** Undefined where the document is not saved. */
  readonly documentPath?: string | undefined;
  readonly ansPackage?: AnsPackage | undefined;
  /** A file of the user's: the setting, or what was asked for. */
  readonly own?: string | undefined;
}

const builtIn: StylesheetChoice = {
  id: 'builtin',
  label: { en: 'Built-in stylesheet', fr: 'Feuille de style intégrée' },
};

/** The stylesheets for a document: the built-in one, its own, those of the ANS package, the user's; each once. */
export function stylesheetsFor({ cda, documentPath, ansPackage, own }: StylesheetPlaces): StylesheetChoice[] {
  const { foHtml, crbio } = ansPackage?.stylesheets ?? {};
  const packageFolder = (foHtml ?? crbio) ? [dirname((foHtml ?? crbio) as string)] : [];
  const file = (path: string, label: Text): StylesheetChoice => ({
    id: path,
    label,
    detail: dirname(path),
    isMissing: !isFile(path),
    foreign: { path, isEmbedded: false, folders: foldersOf(path, packageFolder) },
  });
  const named = (path: string) => file(path, { en: basename(path), fr: basename(path) });
  const document = cda && ofDocument(cda, documentPath, ansPackage, packageFolder);
  const paths = [foHtml, crbio, own].filter((path) => path !== undefined);
  return [builtIn, ...(document ? [document] : []), ...[...new Set(paths)].map(named)];
}

/**
 * The choice of this `id`. A document that names no stylesheet of its own is shown with the built-in one, which is said; throws a
 * RenderError where a file is not there.
 */
export function chosenStylesheet(
  choices: readonly StylesheetChoice[],
  id: string,
): { readonly choice: StylesheetChoice; readonly notice?: Text } {
  const choice = choices.find((choice) => choice.id === id);
  if (!choice && id === 'document') return { choice: builtIn, notice: namesNone };
  if (!choice || choice.isMissing) throw new RenderError('stylesheet', notFound(choice?.foreign?.path ?? id));
  return { choice };
}

export function infoOf({ id, label, detail, isMissing }: StylesheetChoice, language: Language): StylesheetInfo {
  return {
    id,
    label: label[language],
    ...(detail !== undefined && { detail }),
    ...(isMissing && { missing: true }),
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * The stylesheet that `<?xml-stylesheet?>` names, or the package's of that file name where it is not there; a self-presenting document is its own
 * (section F.3 of the reference).
 */
function ofDocument(
  { xml }: CdaDocument,
  documentPath: string | undefined,
  ansPackage: AnsPackage | undefined,
  packageFolder: readonly string[],
): StylesheetChoice | undefined {
  const own = documentPath === undefined ? packageFolder : foldersOf(documentPath, packageFolder);
  const isSelfPresenting = xml.root?.namespace === 'http://www.w3.org/1999/XSL/Transform';
  const instruction = xml.children.find(
    (node) =>
      node.kind === 'instruction' && node.target === 'xml-stylesheet' && !isOfCss(node.pseudoAttribute('type')?.value),
  );
  const href = instruction?.kind === 'instruction' ? instruction.pseudoAttribute('href')?.value.trim() : undefined;
  if (isSelfPresenting && (href === undefined || href.startsWith('#'))) {
    return {
      id: 'document',
      label: { en: 'Stylesheet in the document', fr: 'Feuille de style du document' },
      foreign: { path: documentPath, isEmbedded: true, folders: own },
    };
  }
  if (!href) return undefined;
  const beside = pathOf(href, documentPath ?? resolve('unsaved.xml'));
  if (beside === undefined) return undefined;
  const isThere = documentPath !== undefined && isFile(beside);
  const copy = isThere || !/\.xslt?$/i.test(beside) ? undefined : ansPackage?.fileNamed(basename(beside));
  if (documentPath === undefined && !copy) return undefined;
  const path = copy ?? beside;
  return {
    id: 'document',
    label: copy ? namedInPackage : namedByDocument,
    detail: path,
    isMissing: !isThere && !copy,
    foreign: { path, isEmbedded: false, folders: foldersOf(path, packageFolder) },
  };
}

const namedByDocument: Text = { en: 'Stylesheet named by the document', fr: 'Feuille de style citée par le document' };

const namedInPackage: Text = {
  en: 'Stylesheet named by the document, from the ANS package',
  fr: 'Feuille de style citée par le document, prise dans le paquet de l’ANS',
};

function isOfCss(type: string | undefined): boolean {
  return type !== undefined && /css/i.test(type);
}

/** Nothing for what is on the network. */
function pathOf(href: string, documentPath: string): string | undefined {
  const [name = ''] = href.split(/[?#]/);
  try {
    if (/^file:\/\/\//i.test(name)) {
      const path = fileURLToPath(name);
      return isNetworkPath(path) ? undefined : path;
    }
    const path = decodeURIComponent(name);
    if (path === '' || /^[a-z][\w+.-]+:/i.test(name) || isNetworkPath(path)) return undefined;
    return resolve(dirname(documentPath), path);
  } catch {
    return undefined;
  }
}

/** The folder a stylesheet lies in, the folder FeuilleDeStyle of a package around it, and that of the package in use. */
function foldersOf(path: string, packageFolder: readonly string[]): string[] {
  const parts = dirname(path).split(sep);
  const name = parts.lastIndexOf('FeuilleDeStyle');
  const around = name > 0 ? [parts.slice(0, name + 1).join(sep)] : [];
  return [...new Set([dirname(path), ...around, ...packageFolder])];
}

const namesNone: Text = {
  en: 'The document names no stylesheet of this machine: the built-in one is used.',
  fr: 'Le document ne cite aucune feuille de style de cette machine : la feuille intégrée est utilisée.',
};

function notFound(path: string): Text {
  return { en: `There is no stylesheet ${path}.`, fr: `La feuille de style ${path} n’existe pas.` };
}
