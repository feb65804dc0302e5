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
const scripting = /http:\/\/saxonica\.com\/ns\/(?:interactiveXSLT|globalJS)/;

/** Why a module of a stylesheet is not run: it writes files, or runs code outside XSLT. Undefined for what is no module. */
export function forbiddenInstruction(text: string, name: string): Text | undefined {
  // One entity in the value of another: how a small text becomes a huge one.
  if (/<!ENTITY\s[^>"']*(?:"[^"]*&[\w:][^"]*"|'[^']*&[\w:][^']*')/.test(text)) {
    return {
      en: `${name} declares XML entities inside entities: it was not read.`,
      fr: `${name} déclare des entités XML imbriquées : il n’a pas été lu.`,
    };
  }
  if (!text.includes(xsl)) return undefined;
  if (scripting.test(text)) {
    return {
      en: `The stylesheet ${name} calls JavaScript (Saxon extension): it was not run.`,
      fr: `La feuille de style ${name} appelle du JavaScript (extension de Saxon) : elle n’a pas été exécutée.`,
    };
  }
  // Most modules have no such name at all, and are not parsed a second time.
  if (!/<(?:[\w.-]+:)?(?:result-document|document|output|write|open|close)[\s/>]/.test(text)) return undefined;
  const writer = parseXml(text).elements.find(({ namespace, local }) => writers.get(namespace)?.includes(local));
  return (
    writer && {
      en: `The stylesheet ${name} writes files (${writer.name}): it was not run.`,
      fr: `La feuille de style ${name} écrit des fichiers (${writer.name}) : elle n’a pas été exécutée.`,
    }
  );
}

/** The `version` of a stylesheet, whole or simplified. */
export function versionOf(text: string): string | undefined {
  return (
    /<(?:[\w.-]+:)?(?:stylesheet|transform)\s(?:[^>]*?\s)?version\s*=\s*["']\s*([\d.]+)/.exec(` ${text}`)?.[1] ??
    /\s[\w.-]+:version\s*=\s*["']\s*([\d.]+)/.exec(text)?.[1]
  );
}
