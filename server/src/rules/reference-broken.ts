import type { Reference, Target } from '../cda/references';
import type { Text } from '../text';
import type { XmlElement } from '../xml/tree';
import { battery, crBio, result } from './examples';
import { escapeAttribute } from './fixes';
import type { Problem, Rule } from './rule';

/** Hints on unused IDs per document: a narrative with an ID everywhere must not bury the rest. */
const maxUnused = 10;
/** More IDs than any document needs: beyond, none are looked at closely. */
const maxCompared = 3000;

const sound = battery(result());
const attached = (pointer: string) =>
  battery(result(), `<observation><text><reference value="${pointer}"/></text></observation>`).replace(
    '</text>',
    '<renderMultiMedia referencedObject="doc-1"/></text>',
  );
const withContents = (contents: string) => sound.replace('Analyse</content>', `Analyse</content>${contents}`);
const media = '<entry><observationMedia ID="doc-1"/></entry>';
const copy = (pointer: string) => attached(pointer).replace('</entry>', `</entry>${media}`);

/** A pointer from the entries to the narrative, or to a medium, that leads nowhere: the code loses the text that was signed. */
export const referenceBroken: Rule = {
  id: 'reference-broken',
  severity: 'error',
  summary: {
    en: 'Reference without target or without “#”; ID given twice, or to which nothing refers',
    fr: 'Référence sans cible ou sans « # » ; ID en double, ou ID que rien ne référence',
  },
  source:
    'Functional reference, sections C.7 (1, 2) and I.1 (10, 11); HL7 CDA R2, section 4.3.5 (references to the narrative block)',
  good: [
    { xml: sound },
    { xml: copy('#doc-1') },
    // Narrative without entries: its IDs wait for nothing.
    { xml: crBio('<component><section><text><content ID="unused">Conclusion</content></text></section></component>') },
    // Placeholders: no entry is missing where nothing is said.
    { xml: withContents('<content ID="a"/> <content ID="b"> - </content> <content ID="c">[unité]</content>') },
  ],
  bad: [
    { xml: copy('#doc1'), at: '#doc1', fixed: copy('#doc-1') },
    { xml: sound.replace('#result', '#Résultt').replace('"result"', '"resultat"'), at: '#Résultt' },
    { xml: sound.replace('"#result"', '"result"'), at: 'result', fixed: sound },
    { xml: copy('#doc-1').replace('Object="doc-1"', 'Object="doc-1 doc-2"'), at: 'doc-2' },
    { xml: sound.replace('"#result"', '"#"'), count: 2, at: 'result' },
    { xml: attached(''), count: 2, at: 'doc-1' },
    { xml: withContents('<content ID="label">Analyse</content>'), at: 'label' },
    { xml: withContents('<content ID="other">Autre</content>'), at: 'other' },
    {
      xml: withContents(Array.from({ length: 12 }, (_, index) => `<content ID="a${index}">Autre</content>`).join('')),
      count: 10,
      at: 'a0',
    },
  ],
  *check({ references, targets }) {
    const corrections = new Corrections(references, targets);
    for (const reference of references) {
      const { target, withoutHash } = reference;
      if (withoutHash || target === '' || !targets.has(target)) yield broken(reference, targets, corrections);
    }
    for (const [name, [, ...repeated]] of targets) {
      for (const { attribute } of repeated) yield { at: attribute.valueSpan, message: givenTwice(name) };
    }
    yield* unused(corrections);
  },
};

function* unused({ unused, offered }: Corrections): Generator<Problem> {
  const told: (readonly [name: string, target: Target])[] = [];
  let more = 0;
  let examined = 0;
  for (const [name, [target]] of unused) {
    if (++examined > maxCompared) break;
    if (!target || offered.has(name) || !isMeantToBeUsed(target.element)) continue;
    if (told.length < maxUnused) told.push([name, target]);
    else more++;
  }
  for (const [index, [name, { attribute }]] of told.entries()) {
    const message = unusedMessage(name, index === told.length - 1 ? more : 0);
    yield { at: attribute.valueSpan, severity: 'hint', message };
  }
}

function broken(reference: Reference, targets: ReadonlyMap<string, unknown>, corrections: Corrections): Problem {
  const { target, withoutHash } = reference;
  const isAnchor = reference.attribute.name !== 'referencedObject' && reference.attribute.name !== 'IDREF';
  const pointer = (name: string) => (isAnchor ? `#${name}` : name);
  const isThere = target !== '' && targets.has(target);
  const meant = isThere ? target : corrections.of(target);
  const at = { start: reference.start, end: reference.end };
  const written = reference.attribute.value.trim();
  return {
    at,
    // Reference I.1 #11: nothing is lost where the text that is meant can be told, or none is.
    ...((isThere || target === '') && { severity: 'warning' }),
    message: isThere
      ? hashMissing(target)
      : target === ''
        ? emptyPointer(written)
        : dangling(withoutHash ? target : pointer(target), target, meant === undefined ? undefined : pointer(meant)),
    ...(meant !== undefined && {
      fixes: [
        {
          title: { en: `Point to “${pointer(meant)}”`, fr: `Pointer vers « ${pointer(meant)} »` },
          edits: [{ span: at, newText: escapeAttribute(pointer(meant)) }],
        },
      ],
    }),
  };
}

/** The IDs that broken references may mean. */
class Corrections {
  /** IDs that no reference names. */
  readonly unused: ReadonlyMap<string, readonly Target[]>;
  readonly offered = new Set<string>();
  private readonly known = new Map<string, string | undefined>();
  private index: ReadonlyMap<string, string> | undefined;
  /** IDs by their folded form, unused ones first. */
  private candidates: readonly (readonly [folded: string, name: string])[] = [];

  constructor(
    references: readonly Reference[],
    private readonly targets: ReadonlyMap<string, readonly Target[]>,
  ) {
    const used = new Set<string>();
    for (const { target } of references) used.add(target);
    const unused = new Map<string, readonly Target[]>();
    for (const [name, same] of targets) if (!used.has(name)) unused.set(name, same);
    this.unused = unused;
  }

  of(target: string): string | undefined {
    if (this.targets.size > maxCompared || target === '') return undefined;
    if (!this.known.has(target)) {
      const meant = this.search(target);
      this.known.set(target, meant);
      if (meant !== undefined) this.offered.add(meant);
    }
    return this.known.get(target);
  }

  private search(target: string): string | undefined {
    const index = this.index ?? this.build();
    const folded = fold(target);
    const same = index.get(folded) ?? index.get(words(target));
    if (same !== undefined || this.known.size > maxSearched) return same;
    return this.candidates.find(([candidate]) => isOneTypo(folded, candidate))?.[1];
  }

  private build(): ReadonlyMap<string, string> {
    const index = new Map<string, string>();
    const unused: (readonly [folded: string, name: string])[] = [];
    const used: (readonly [folded: string, name: string])[] = [];
    for (const name of this.targets.keys()) (this.unused.has(name) ? unused : used).push([fold(name), name]);
    // Later entries win: an unused ID is the likelier one to be meant.
    for (const [folded, name] of [...used, ...unused]) index.set(words(name), name).set(folded, name);
    this.candidates = [...unused, ...used];
    this.index = index;
    return index;
  }
}

/** Broken references of one document that are compared with every ID. */
const maxSearched = 300;

/** Letters and digits alone, without case and accents: `doc-1` is `doc1`. */
function fold(name: string): string {
  return plain(name).replace(/[^a-z0-9]/g, '');
}

/** The words and numbers of a name in one order: `examen-02-ant` and `ant_examen2` are the same. */
function words(name: string): string {
  const parts = plain(name).match(/[a-z]+|[0-9]+/g) ?? [];
  return parts
    .map((part) => (part.startsWith('0') ? part.replace(/^0+(?=.)/, '') : part))
    .sort()
    .join(' ');
}

function plain(name: string): string {
  const base = /^[\x20-\x7e]*$/.test(name) ? name : name.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return base.toLowerCase();
}

/** One letter added, left out, replaced or swapped; another number is another thing. */
function isOneTypo(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || Math.min(a.length, b.length) < 5) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const [left, right] = [a.slice(start, endA), b.slice(start, endB)];
  if (/[0-9]/.test(left + right)) return false;
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === right.charAt(1) + right.charAt(0));
}

/**
 * Whether an ID was put there for an entry to refer to: on a piece of narrative that says something, with entries beside it, or on
 * a medium.
 */
function isMeantToBeUsed(element: XmlElement): boolean {
  if (element.local === 'observationMedia') return true;
  if (element.local !== 'content' || placeholder.test(element.textContent.trim())) return false;
  let around = element.parent;
  while (around && around.local !== 'section') around = around.parent;
  return around?.child('entry') !== undefined;
}

/** Narrative that stands where there is nothing to say: empty, a dash, or words in brackets that wait to be replaced. */
const placeholder = /^(?:[-–—]|\[[^\]]*\])?$/;

function emptyPointer(written: string): Text {
  return {
    en: `${written === '' ? 'The empty value' : `“${written}”`} names no ID: give the ID of the text that it stands for, or remove the reference.`,
    fr: `${written === '' ? 'La valeur vide' : `« ${written} »`} ne désigne aucun ID : indiquer l’ID du texte visé ou supprimer la référence.`,
  };
}

function hashMissing(target: string): Text {
  return {
    en: `A reference to an ID of the document starts with “#”: “${target}” alone is the address of another document.`,
    fr: `Une référence à un ID du document commence par « # » : « ${target} » seul est l’adresse d’un autre document.`,
  };
}

function dangling(written: string, target: string, meant: string | undefined): Text {
  return {
    en: `“${written}” leads nowhere: no element has ID="${target}". ${meant === undefined ? 'Give this ID to the text that is meant, or correct the reference.' : `Did you mean “${meant}”?`}`,
    fr: `« ${written} » ne mène nulle part : aucun élément n’a ID="${target}". ${meant === undefined ? 'Donner cet ID au texte visé ou corriger la référence.' : `Vouliez-vous écrire « ${meant} » ?`}`,
  };
}

function givenTwice(name: string): Text {
  return {
    en: `The ID “${name}” is already given to another element: references reach the first one only. Give this one another name.`,
    fr: `L’ID « ${name} » est déjà donné à un autre élément : les références n’atteignent que le premier. Donner un autre nom à celui-ci.`,
  };
}

function unusedMessage(name: string, more: number): Text {
  const others =
    more === 1 ? { en: '1 other ID', fr: '1 autre ID' } : { en: `${more} other IDs`, fr: `${more} autres ID` };
  return {
    en: `Nothing refers to the ID “${name}”${more > 0 ? `, nor to ${others.en} of this document` : ''}.`,
    fr: `ID que rien ne référence : « ${name} »${more > 0 ? `, et ${others.fr} de ce document` : ''}.`,
  };
}
