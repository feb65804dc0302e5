import type { CdaDocument } from '../cda/document';
import type { Language, Text } from '../text';
import type { XmlElement } from '../xml/tree';
import { timeText } from './times';

/** Kinds of patient identifiers that stand on every sheet, by root: section F.2 of the reference. */
const insKinds: Readonly<Record<string, Text>> = {
  '1.2.250.1.213.1.4.8': { en: 'INS-NIR', fr: 'INS-NIR' },
  '1.2.250.1.213.1.4.9': { en: 'INS-NIA', fr: 'INS-NIA' },
  '1.2.250.1.213.1.4.10': { en: 'Test INS-NIR', fr: 'INS-NIR de test' },
  '1.2.250.1.213.1.4.11': { en: 'Demonstration INS-NIR', fr: 'INS-NIR de démonstration' },
  '1.2.250.1.213.1.4.2': { en: 'INS-C', fr: 'INS-C' },
  '1.2.250.1.213.1.4.6': { en: 'Test INS-C', fr: 'INS-C de test' },
  '1.2.250.1.213.1.4.7': { en: 'Demonstration INS-C', fr: 'INS-C de démonstration' },
};

/**
 * Rules for the sheets: each names patient and document and counts, since loose sheets of a report must not be mixed up. `annexed`: number
 * of pages that follow the counted ones.
 */
export function paperCss({ root }: CdaDocument, title: string, annexed: number, lang: Language): string {
  const text = 'font: 8pt sans-serif; color: #000;';
  const rest = annexed === 0 ? '' : ` "${lang === 'fr' ? ' + annexes : ' : ' + annexes: '}${annexed} p."`;
  return `
@page {
  size: A4;
  margin: 15mm 13mm 16mm;
  @top-left { content: ${cssString(patientLine(root, lang))}; width: 100%; text-align: left; ${text} font-weight: bold; }
  @bottom-left { content: ${cssString(documentLine(root, title, lang))}; text-align: left; ${text} }
  @bottom-right { content: counter(page) " / " counter(pages)${rest}; ${text} white-space: nowrap; }
}
`;
}

/** Each patient's name, birth date and INS, or the first identifier where there is no INS. */
function patientLine(root: XmlElement, lang: Language): string {
  return root
    .elements('recordTarget')
    .map((target) => target.child('patientRole'))
    .filter((role) => role !== undefined)
    .map((role) => parts(nameOf(role, lang), birthOf(role, lang), identifierOf(role, lang)))
    .join(' — ');
}

function documentLine(root: XmlElement, title: string, lang: Language): string {
  const id = root.child('id');
  const version = valueIn(root.child('versionNumber'));
  return parts(
    title,
    dateOf(valueIn(root.child('effectiveTime')), lang),
    version && `v${version}`,
    [attributeOf(id, 'root'), attributeOf(id, 'extension')].filter(Boolean).join(' / '),
  );
}

/** The name in use, and the name at birth where it is another. */
function nameOf(role: XmlElement, lang: Language): string {
  const name = role.path('patient', 'name');
  if (!name) return '';
  const of = (local: string, qualifier?: string) =>
    name
      .elements(local)
      .filter((part) => qualifier === undefined || attributeOf(part, 'qualifier') === qualifier)
      .map(wordsOf)
      .find((part) => part !== '');
  const birth = of('family', 'BR');
  const family = of('family', 'CL') ?? birth ?? of('family');
  const given = of('given', 'CL') ?? of('given', 'BR') ?? of('given');
  if (!family && !given) return wordsOf(name);
  const used = [family, given].filter(Boolean).join(' ');
  return birth && birth !== family ? `${used} (${lang === 'fr' ? 'nom de naissance ' : 'birth name '}${birth})` : used;
}

function birthOf(role: XmlElement, lang: Language): string {
  const patient = role.child('patient');
  const date = dateOf(valueIn(patient?.child('birthTime')), lang);
  if (date === '') return '';
  if (lang === 'en') return `born ${date}`;
  const sex = attributeOf(patient?.child('administrativeGenderCode'), 'code');
  return `${sex === 'F' ? 'née' : sex === 'M' ? 'né' : 'né(e)'} le ${date}`;
}

function identifierOf(role: XmlElement, lang: Language): string {
  const ids = role.elements('id').filter((id) => attributeOf(id, 'extension') !== '');
  const known = Object.keys(insKinds);
  const rank = (id: XmlElement) => known.indexOf(attributeOf(id, 'root'));
  const [ins] = ids.filter((id) => rank(id) >= 0).sort((one, other) => rank(one) - rank(other));
  const kind = ins && insKinds[attributeOf(ins, 'root')]?.[lang];
  const value = attributeOf(ins ?? ids[0], 'extension');
  if (!kind) return value && `${lang === 'fr' ? 'identifiant' : 'identifier'} ${value}`;
  return `${kind} ${value.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7')}`;
}

function dateOf(time: string, lang: Language): string {
  return timeText(time, lang)?.shown ?? time;
}

function parts(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' · ');
}

function valueIn(element: XmlElement | undefined): string {
  return attributeOf(element, 'value');
}

function attributeOf(element: XmlElement | undefined, name: string): string {
  return element?.attribute(name)?.value.trim() ?? '';
}

function wordsOf(element: XmlElement): string {
  return element.textContent.trim().replace(/\s+/g, ' ');
}

function cssString(text: string): string {
  return `"${text.replace(/[^\w .,:;/()-]/gu, (char) => `\\${(char.codePointAt(0) as number).toString(16)} `)}"`;
}
