import type { CdaDocument } from '../cda/document';
import { XSI } from '../cda/names';
import type { Text } from '../text';
import type { Span } from '../xml/tree';
import { crBio } from './examples';
import { escapeAttribute } from './fixes';
import type { FileState, Problem, Rule } from './rule';

const missing = { kind: 'missing' } as const satisfies FileState;

const stylesheet = (href: string) => prolog(`<?xml-stylesheet type="text/xsl" href="${href}"?>`);
const schematron = (href: string) => prolog(`<?oxygen SCHSchema="${href}"?>`);
const schema = (pairs: string) => crBio('').replace(' xmlns:xsi', ` xsi:schemaLocation="${pairs}" xmlns:xsi`);

function prolog(instruction: string): string {
  return crBio('').replace('\n', `\n${instruction}\n`);
}

/** A stylesheet, Schematron or schema that is not where the document says: the document is shown or checked without it. */
export const linkedFileMissing: Rule = {
  id: 'linked-file-missing',
  severity: 'warning',
  summary: {
    en: 'Stylesheet, Schematron or XML Schema named by the document and not found under that name',
    fr: 'Feuille de style, schématron ou schéma XML nommé par le document et introuvable sous ce nom',
  },
  source:
    'W3C, Associating Style Sheets with XML documents and Associating Schemas with XML documents; functional reference, sections B.2 and F.3',
  good: [
    { xml: stylesheet('../FeuilleDeStyle/CDA-FO.xsl'), files: { '../FeuilleDeStyle/CDA-FO.xsl': { kind: 'found' } } },
    { xml: stylesheet('#'), files: { '#': missing } },
    { xml: stylesheet('https://example.org/cda.xsl'), files: { 'https://example.org/cda.xsl': missing } },
    { xml: schema('urn:hl7-org:v3 a&amp;b.xsd'), files: { 'a&b.xsd': { kind: 'found' }, 'a&amp;b.xsd': missing } },
    { xml: schema('urn:hl7-org:v3 CDA.xsd'), files: { 'urn:hl7-org:v3': missing, 'CDA.xsd': { kind: 'found' } } },
  ],
  bad: [
    { xml: stylesheet('../CDA-FO.xsl'), files: { '../CDA-FO.xsl': missing }, at: '../CDA-FO.xsl' },
    { xml: prolog('<?xml-model href="a.sch"?>'), files: { 'a.sch': missing }, at: 'a.sch' },
    {
      xml: schematron('../Schematrons/profils/terminologie.sch'),
      files: {
        '../Schematrons/profils/terminologie.sch': {
          kind: 'other-case',
          actual: '../schematrons/profils/terminologie.sch',
        },
      },
      at: '../Schematrons/profils/terminologie.sch',
      fixed: schematron('../schematrons/profils/terminologie.sch'),
    },
    { xml: schema('urn:hl7-org:v3\n  ../CDA.xsd'), files: { '../CDA.xsd': missing }, at: '../CDA.xsd' },
    // Merely a hint: the package takes its place.
    { xml: schematron('../IHE.sch'), files: { '../IHE.sch': { ...missing, inPackage: true } }, at: '../IHE.sch' },
  ],
  *check(document, { origin }) {
    const links = [...linksOf(document)].filter(({ href }) => !/^(?:#|https?:|$)/i.test(href));
    const states = links.map((link) => ({ link, state: origin.linkedFile(link.href) }));
    const replaced = states.filter(({ state }) => state.kind === 'missing' && state.inPackage);
    for (const { link } of replaced) yield { at: link, message: inPackage(link), severity: 'hint' };
    const left = states.filter((each) => !replaced.includes(each));
    const [first, ...others] = left;
    if (first && others.length > 0 && left.every(({ state }) => state.kind === 'missing')) {
      yield { at: first.link, message: noneFound(first.link, left.length) };
      for (const { link } of others) yield { at: link, message: notFound(link), severity: 'hint' };
      return;
    }
    for (const { link, state } of left) {
      if (state.kind === 'missing') yield { at: link, message: notFound(link) };
      else if (state.kind === 'other-case') yield otherCase(link, state.actual);
    }
  },
};

interface Link extends Span {
  readonly href: string;
  readonly what: Text;
}

const styles: Text = { en: 'stylesheet', fr: 'La feuille de style' };
const rules: Text = { en: 'Schematron', fr: 'Le schématron' };
const schemas: Text = { en: 'schema', fr: 'Le schéma' };

const instructions = new Map([
  ['xml-stylesheet', { attribute: 'href', what: styles }],
  ['oxygen', { attribute: 'SCHSchema', what: rules }],
  ['xml-model', { attribute: 'href', what: schemas }],
]);

function* linksOf({ xml, root }: CdaDocument): Generator<Link> {
  for (const node of xml.children) {
    const kind = node.kind === 'instruction' ? instructions.get(node.target) : undefined;
    const found = node.kind === 'instruction' && kind ? node.pseudoAttribute(kind.attribute) : undefined;
    if (kind && found) yield { start: found.start, end: found.end, href: found.value.trim(), what: kind.what };
  }
  const locations = root.attributeNS(XSI, 'schemaLocation');
  if (!locations) return;
  for (const [index, { 0: href, index: from }] of [...locations.value.matchAll(/\S+/g)].entries()) {
    if (index % 2 === 1) yield { ...locations.sourceSpan(from, from + href.length), href, what: schemas };
  }
}

function notFound({ href, what }: Link): Text {
  return {
    en: `The ${what.en} “${href}” was not found from this document’s folder.`,
    fr: `${what.fr} « ${href} » est introuvable depuis le dossier de ce document.`,
  };
}

function inPackage(link: Link): Text {
  const { en, fr } = notFound(link);
  return {
    en: `${en.slice(0, -1)}; the ANS package has a file of that name.`,
    fr: `${fr.slice(0, -1)} ; le paquet de l’ANS a un fichier de ce nom.`,
  };
}

/** The document lies elsewhere than when it was written: one cause, one warning. */
function noneFound({ href }: Link, count: number): Text {
  return {
    en: `None of the ${count} files that this document names (“${href}” first) was found from its folder: it was probably moved.`,
    fr: `Aucun des ${count} fichiers que nomme ce document (d’abord « ${href} ») n’est trouvé depuis son dossier : il a sans doute été déplacé.`,
  };
}

function otherCase(link: Link, actual: string): Problem {
  return {
    at: link,
    message: {
      en: `The ${link.what.en} is named “${actual}”: on a system where letter case counts, “${link.href}” is not found.`,
      fr: `${link.what.fr} s’appelle « ${actual} » : sur un système sensible à la casse, « ${link.href} » est introuvable.`,
    },
    fixes: [
      {
        title: { en: `Write “${actual}”`, fr: `Écrire « ${actual} »` },
        edits: [{ span: { start: link.start, end: link.end }, newText: escapeAttribute(actual) }],
      },
    ],
  };
}
