import type { XmlDocument, XmlElement } from '../xml/tree';
import { battery, crBio, pq, result } from './examples';
import type { Problem, Rule } from './rule';

/** Further faults mostly follow from the first ones. */
const maxProblems = 20;

const cut = battery(result({ value: pq('0.95', 'g/L') }));

/** XML that is not well formed: no other tool reads the document until this is repaired. */
export const xmlSyntax: Rule = {
  id: 'xml-syntax',
  severity: 'error',
  summary: { en: 'XML that is not well formed, or a DOCTYPE', fr: 'XML mal formé, ou présence d’un DOCTYPE' },
  source: 'W3C, Extensible Markup Language (XML) 1.0 (5th edition) and Namespaces in XML 1.0 (3rd edition)',
  good: [{ xml: crBio('<component><section><title>Sang &amp; urines &lt; 24 h</title></section></component>') }],
  bad: [
    {
      xml: crBio('<component><section><title>Biochimie</section></component>'),
      at: '<title',
      fixed: crBio('<component><section><title>Biochimie</title></section></component>'),
    },
    {
      xml: crBio('<component><section><title>Biochimie\n  <text>Rien à signaler</text></section></component>'),
      at: '<title',
      fixed: crBio(
        '<component><section><title>Biochimie</title>\n  <text>Rien à signaler</text></section></component>',
      ),
    },
    {
      xml: crBio('<component><section><title>Biochimie</title></component>'),
      at: '<section',
      fixed: crBio('<component><section><title>Biochimie</title></section></component>'),
    },
    // Where the first entry ends cannot be told: no fix.
    { xml: crBio('<component><section><entry><act/><entry><act/></entry></section></component>'), at: '<entry' },
    { xml: crBio('<component><section><title>Biochimie</titel></section></component>'), at: '</titel>' },
    { xml: cut.slice(0, cut.indexOf('<effectiveTime')), at: '<observation' },
    { xml: crBio('<component><section><title>Sang & urines</title></section></component>'), at: '&' },
    { xml: crBio('').replace('displayName=', 'code="11502-2" displayName='), at: 'code' },
    {
      xml: crBio('').replace('<ClinicalDocument', '<!DOCTYPE ClinicalDocument SYSTEM "CDA.dtd">\n<ClinicalDocument'),
      at: '<!DOCTYPE ClinicalDocument SYSTEM "CDA.dtd">',
    },
  ],
  *check({ xml }) {
    const { faults } = xml;
    if (faults.length === 0) return;
    const runs = unclosedRuns(xml);
    const told = new Set<readonly XmlElement[]>();
    let count = 0;
    for (const [index, fault] of faults.entries()) {
      // A start tag may have a fault of its own; that its element is never closed comes after it, at the same place.
      const run = faults[index + 1]?.start === fault.start ? undefined : runs.get(fault.start);
      if (run && told.has(run)) continue;
      if (run) told.add(run);
      if (run && isExplained(run, xml)) continue;
      if (++count > maxProblems) return;
      if (run) yield neverClosed(run, xml);
      else yield { at: fault, message: fault.message, ...(fault.kind === 'doctype' && { severity: 'warning' }) };
    }
  },
};

/**
 * Elements without end tag, by their offset: each with those that the same end tag (or the end of the text) closed in its stead,
 * outermost first.
 */
function unclosedRuns({ elements }: XmlDocument): Map<number, readonly XmlElement[]> {
  const runs = new Map<number, XmlElement[]>();
  const byStart = new Map<number, readonly XmlElement[]>();
  for (const element of elements) {
    if (element.selfClosing || element.closeStart < element.end) continue;
    const run = runs.get(element.end) ?? [];
    run.push(element);
    runs.set(element.end, run);
    byStart.set(element.start, run);
  }
  return byStart;
}

/** A mistyped end tag is a fault already: that the element it should have closed stays open follows from it. */
function isExplained(run: readonly XmlElement[], { faults, text }: XmlDocument): boolean {
  const [only] = run;
  if (!only || run.length > 1) return false;
  return faults.some(
    ({ start }) =>
      start >= only.openEnd &&
      start < only.end &&
      text.startsWith('</', start) &&
      !only.children.some((child) => start >= child.start && start < child.end),
  );
}

/** Elements that hold text and no element (data types ST and AD/EN parts). */
const textOnly: ReadonlySet<string> = new Set([
  ...[
    'title',
    'family',
    'given',
    'prefix',
    'suffix',
    'delimiter',
    'softwareName',
    'manufacturerModelName',
    'lotNumberText',
  ],
  ...['streetAddressLine', 'streetName', 'streetNameBase', 'streetNameType', 'houseNumber', 'houseNumberNumeric'],
  ...[
    'additionalLocator',
    'unitID',
    'unitType',
    'postBox',
    'precinct',
    'city',
    'postalCode',
    'county',
    'state',
    'country',
  ],
]);

/** Elements that hold one of `statements`, after which nothing comes. */
const wrappers: ReadonlySet<string> = new Set(['entry', 'entryRelationship', 'component']);
const statements: ReadonlySet<string> = new Set([
  ...['act', 'encounter', 'observation', 'observationMedia', 'organizer', 'procedure', 'regionOfInterest'],
  ...['substanceAdministration', 'supply', 'section', 'structuredBody', 'nonXMLBody'],
]);

/** Where the missing end tags go; undefined where that is uncertain. */
function placeOfEndTags(run: readonly XmlElement[], { text }: XmlDocument): number | undefined {
  const innermost = run.at(-1) as XmlElement;
  const { end, local, parent } = innermost;
  const [first] = innermost.elements();
  if (textOnly.has(local)) {
    const content = text.slice(innermost.openEnd, first?.start ?? end).trimEnd();
    const certain = content.trim() !== '' && (run.length === 1 || !first);
    return certain ? innermost.openEnd + content.length : undefined;
  }
  // A document that was cut short: everything that is open ends there.
  if (text.slice(end).trim() === '') return run.some((element) => textOnly.has(element.local)) ? undefined : end;
  const holdsItself = innermost.elements().some((child) => child.local === local);
  const isLast = run.length === 1 && parent !== undefined && wrappers.has(parent.local) && statements.has(local);
  return isLast && !holdsItself ? end : undefined;
}

function neverClosed(run: readonly XmlElement[], xml: XmlDocument): Problem {
  const innermost = run.at(-1) as XmlElement;
  const { name } = innermost;
  const outer = run.length - 1;
  const tags = run
    .map((element) => `</${element.name}>`)
    .reverse()
    .join('');
  const place = placeOfEndTags(run, xml);
  return {
    at: { start: innermost.start, end: innermost.nameEnd },
    message: {
      en: `<${name}> is never closed${outer > 0 ? `, nor ${outer === 1 ? 'is the element' : `are the ${outer} elements`} around it` : ''}: add </${name}> where its content ends.`,
      fr: `<${name}> n’est jamais fermée${outer > 0 ? `, ni ${outer === 1 ? 'la balise qui l’entoure' : `les ${outer} balises qui l’entourent`}` : ''} : ajouter </${name}> à la fin de son contenu.`,
    },
    ...(place !== undefined && {
      fixes: [
        {
          title:
            outer === 0
              ? { en: `Add ${tags}`, fr: `Ajouter ${tags}` }
              : { en: `Add the ${run.length} missing end tags`, fr: `Ajouter les ${run.length} balises fermantes` },
          edits: [{ span: { start: place, end: place }, newText: tags }],
        },
      ],
    }),
  };
}
