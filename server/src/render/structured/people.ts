import type { XmlElement } from '../../xml/tree';
import { type Html, html, join } from './html';
import { chip, labelOf, period } from './values';
import { textOf, type Words } from './words';

const persons = ['assignedPerson', 'relatedPerson', 'associatedPerson', 'playingEntity', 'playingDevice', 'subject'];
const organizations = ['representedOrganization', 'scopingEntity'];
const roles = [
  'assignedEntity',
  'assignedAuthor',
  'participantRole',
  'relatedEntity',
  'relatedSubject',
  'specimenRole',
];

/** A performer, author, participant… of a statement: who, in which role, where, when. */
export function party(participation: XmlElement, words: Words): Html {
  const role = first(participation, roles) ?? participation;
  const person = first(role, persons) ?? first(role, ['specimenPlayingEntity', 'assignedAuthoringDevice']);
  const organization = first(role, organizations);
  const name = personName(person?.child('name')) || textOf(person?.child('manufacturerModelName'));
  const kind = person?.child('code');
  const place = textOf(organization?.child('name')) || textOf(organization?.child('desc'));
  const code = role.child('code');
  const id = role.child('id')?.attribute('extension')?.value.trim();
  const when = participation.child('time');
  const described = kind ? html`${labelOf(kind)}${chip(kind)}` : undefined;
  const who = name || described || place || (code ? labelOf(code) : undefined) || id || '';
  return join(
    [
      who,
      name ? described : undefined,
      who === place ? undefined : place,
      code && labelOf(code) !== who ? labelOf(code) : undefined,
      when && period(when, words.lang),
    ],
    ' · ',
  );
}

function first(element: XmlElement, names: readonly string[]): XmlElement | undefined {
  for (const name of names) {
    const child = element.child(name);
    if (child) return child;
  }
  return undefined;
}

/** `DR Jean DE SANTS`: title, given name and family name as in French use. */
export function personName(name: XmlElement | undefined): string {
  if (!name) return '';
  const parts = (local: string) => Array.from(name.elements(local));
  const family = parts('family').find((part) => part.attribute('qualifier')?.value === 'CL') ?? parts('family')[0];
  if (!family) return textOf(name) ?? '';
  const title = parts('suffix').find((part) => /^(?:dr|pr)$/i.test(textOf(part) ?? '')) ?? parts('prefix')[0];
  return [title, parts('given')[0], family].map(textOf).filter(Boolean).join(' ');
}
