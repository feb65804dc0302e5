import type { Text } from '../../text';
import { parseXml } from '../../xml/parse';

const xsl = 'http://www.w3.org/1999/XSL/Transform';

/** Namespaces whose elements of these names write files, in one engine or another. */
const writers: ReadonlyMap<string, readonly string[]> = new Map([
  [xsl, ['result-document', 'document']],
  ['http://exslt.org/common', ['document']],
  ['http://icl.com/saxon', ['output']],
  ['http://saxon.sf.net/', ['output']],
  ['http://xml.apache.org/xalan/redirect', ['write', 'open', 'close']],
  ['org.apache.xalan.xslt.extensions.Redirect', ['write', 'open', 'close']],
]);

/** SaxonJS runs JavaScript for whoever names these. */
const scripting = /^http:\/\/saxonica\.com\/ns\/(?:interactiveXSLT|globalJS)/;

/** Another entity, a parameter entity or an element in the value of an entity: how a text becomes a huge one, or hides what it does. */
const hiding =
  /<!ENTITY\s+(?:%|[^>"']*(?:"[^"]*(?:[<%]|&[\w:]|&#0*3[78];|&#0*60;|&#x0*(?:2[56]|3c);)|'[^']*(?:[<%]|&[\w:]|&#0*3[78];|&#0*60;|&#x0*(?:2[56]|3c);)))/i;

/**
 * What a module that is not run cannot do without, in the spelling it has in the text: names of elements hold no references. Where none
 * of it stands, parsing would find nothing.
 */
const suspects: readonly RegExp[] = [
  /<(?:[^\s<>/]*:)?(?:result-document|document|write|open|close)(?=[\s/>])/,
  // `xsl:output` says how the result is written, as long as the prefix is that of XSLT.
  /<(?!xsl:)(?:[^\s<>/]*:)?output(?=[\s/>])/,
  /xmlns:xsl\s*=\s*(?!["']http:\/\/www\.w3\.org\/1999\/XSL\/Transform["'])/,
  /saxonica/,
  // An address spelled with references, or given by a declaration.
  /=\s*["'][\w:/.]*&(?!(?:amp|lt|gt|quot|apos);)/,
  /<!(?:ATTLIST|ENTITY)/,
];

/** Why a module of a stylesheet is not run: it writes files, or runs code outside XSLT. Undefined for what is no module. */
export function forbiddenInstruction(text: string, name: string): Text | undefined {
  if (hiding.test(text)) {
    return {
      en: `${name} declares XML entities inside entities, or elements inside entities: it was not read.`,
      fr: `${name} déclare des entités XML imbriquées, ou qui contiennent des éléments : il n’a pas été lu.`,
    };
  }
  if (!suspects.some((suspect) => suspect.test(text))) return undefined;
  if (/<!ATTLIST[^>]*\sxmlns/.test(text)) {
    return {
      en: `${name} declares namespaces in its document type declaration: it was not read.`,
      fr: `${name} déclare des espaces de noms dans sa déclaration de type de document : il n’a pas été lu.`,
    };
  }
  const { elements } = parseXml(withEntities(text));
  if (!elements.some(({ namespace }) => namespace === xsl)) return undefined;
  if (elements.some(({ attributes }) => attributes.some(({ value }) => scripting.test(value)))) {
    return {
      en: `The stylesheet ${name} calls JavaScript (Saxon extension): it was not run.`,
      fr: `La feuille de style ${name} appelle du JavaScript (extension de Saxon) : elle n’a pas été exécutée.`,
    };
  }
  const writer = elements.find(({ namespace, local }) => writers.get(namespace)?.includes(local));
  return (
    writer && {
      en: `The stylesheet ${name} writes files (${writer.name}): it was not run.`,
      fr: `La feuille de style ${name} écrit des fichiers (${writer.name}) : elle n’a pas été exécutée.`,
    }
  );
}

/** With short entities in place of their references, which may spell an address; longer ones cannot. They hold no others: see `hiding`. */
function withEntities(text: string): string {
  const values = new Map<string, string>();
  for (const [, name = '', double, single] of text.matchAll(/<!ENTITY\s+([^\s%]+)\s+(?:"([^"]*)"|'([^']*)')/g)) {
    const value = double ?? single ?? '';
    if (!values.has(name) && value.length <= 100) values.set(name, value);
  }
  return values.size === 0
    ? text
    : text.replace(/&([^\s;&<>"'#]+);/g, (reference, name) => values.get(name) ?? reference);
}

/** The `version` of a stylesheet, whole or simplified. */
export function versionOf(text: string): string | undefined {
  return (
    /<(?:[\w.-]+:)?(?:stylesheet|transform)\s(?:[^>]*?\s)?version\s*=\s*["']\s*([\d.]+)/.exec(` ${text}`)?.[1] ??
    /\s[\w.-]+:version\s*=\s*["']\s*([\d.]+)/.exec(text)?.[1]
  );
}
