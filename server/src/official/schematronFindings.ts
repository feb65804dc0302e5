import { rulePage } from '../rules/page';
import type { Cause, Finding, Related, Severity } from '../rules/rule';
import type { Failure } from '../schematron/failure';
import type { Assertion, Place } from '../schematron/schema';
import { oneLine, type Text } from '../text';
import type { Range } from '../xml/positions';
import type { Span, XmlElement, XmlText } from '../xml/tree';
import { fileName } from './selection';
import { typographicFix } from './typographicFix';

/** Where a place of a schema's file stands. */
export type RangeOf = (place: Place) => Range;

const identity = { rule: 'schematron', source: 'schematron', href: rulePage('schematron') } as const;

/** A failure of the schema whose main file is `schema`, as a finding. */
export function findingOf(
  failure: Failure,
  schema: string,
  cause: Cause | undefined,
  root: Span,
  rangeOf: RangeOf,
): Finding {
  const { assertion } = failure;
  const at = placeOf(failure, root);
  const message = messageOf(failure);
  const see = urlOf(assertion.see);
  const fix = typographicFix(failure, at);
  return {
    ...identity,
    at,
    message: { en: message, fr: message },
    severity: severityOf(assertion, message),
    code: codeOf(schema, assertion),
    ...(see && { see }),
    related: [relatedTo(schema, assertion, rangeOf)],
    ...(cause && { cause }),
    ...(fix && { fixes: [fix] }),
  };
}

/** What several schemas, or assertions of one, say of the same place with the same words is one finding: the first, with the places of all. */
export function merged(findings: readonly Finding[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const { at, message, related = [] } = finding;
    const key = `${at.start} ${at.end} ${message.fr}`;
    const known = found.get(key);
    const before = known?.related ?? [];
    const more = related.filter((each) => !before.some((other) => same(each, other)));
    if (!known) found.set(key, finding);
    else if (more.length > 0) found.set(key, { ...known, related: [...before, ...more] });
  }
  return [...found.values()];
}

/** The assertion, as a place to go to. */
export function relatedTo(schema: string, assertion: Assertion, rangeOf: RangeOf): Related {
  const name = fileName(schema);
  const { pattern } = assertion;
  const kind: Text =
    assertion.kind === 'report' ? { en: 'report', fr: 'signalement' } : { en: 'assertion', fr: 'assertion' };
  return {
    file: assertion.file,
    range: rangeOf(assertion),
    message: {
      en: `${name}: ${kind.en}${pattern ? ` of the pattern ${pattern}` : ''}`,
      fr: `${name} : ${kind.fr}${pattern ? ` du motif ${pattern}` : ''}`,
    },
  };
}

function same(a: Related, b: Related): boolean {
  return a.file === b.file && a.message.en === b.message.en && a.range.start.line === b.range.start.line;
}

/** What the assertion is about: the value of an attribute, the name of an element in its start tag or its text, else the node. */
export function placeOf({ node, place }: Pick<Failure, 'node' | 'place'>, root: Span): Span {
  const about = place?.kind === 'element' ? (onlyText(place) ?? place) : (place ?? node);
  switch (about.kind) {
    case 'document':
      return root;
    case 'attribute':
      return about.valueEnd > about.valueStart ? about.valueSpan : { start: about.start, end: about.end };
    case 'element':
      return about.nameSpan;
    case 'text':
      return trimmed(about);
    default:
      return { start: about.start, end: about.end };
  }
}

/** The text of an element that holds a short one and nothing else. */
function onlyText({ children }: XmlElement): XmlText | undefined {
  const [only, ...others] = children;
  if (only?.kind !== 'text' || others.length > 0 || only.raw.length > mostMarked) return undefined;
  return only.raw.trim() === '' ? undefined : only;
}

/** Characters of a text that are marked as a whole. */
const mostMarked = 300;

function trimmed({ raw, start, end }: XmlText): Span {
  if (raw.trim() === '') return { start, end };
  return { start: start + raw.length - raw.trimStart().length, end: end - raw.length + raw.trimEnd().length };
}

/** What the author of the assertion says, its diagnostics behind it; its test where that is nothing. */
function messageOf({ message, diagnostics, assertion }: Failure): string {
  const all = [message, ...diagnostics.map((each) => each.message)].filter((text) => text !== '').join(' ');
  return oneLine(all || assertion.test.source, 600);
}

/** The ISO standard leaves the values of role and flag to the author; those in use. */
const severities: readonly (readonly [RegExp, Severity])[] = [
  [/^(?:fatal|error|err|erreur)/i, 'error'],
  [/^(?:warn|alert|avert|attention|caution)/i, 'warning'],
  [/^(?:info|note|remark|remarque)/i, 'info'],
  [/^(?:hint|tip)/i, 'hint'],
];

/** An assertion without role is an error, but the ANS marks alerts in the message (reference B.2). */
function severityOf({ role, flag }: Assertion, message: string): Severity {
  for (const mark of [role, flag]) {
    const known = mark === undefined ? undefined : severities.find(([pattern]) => pattern.test(mark.trim()));
    if (known) return known[1];
  }
  return /\(\s*alerte\s*\)/i.test(message) ? 'warning' : 'error';
}

/** The id that its author gave, else a short hash of schema, pattern and assertion; the same as long as these do not change. */
function codeOf(schema: string, { id, pattern, test, message, kind }: Assertion): string {
  if (id) return id;
  const said = message.map((part) => (typeof part === 'string' ? part : part.of.source)).join('');
  const key = [fileName(schema), pattern ?? '', kind, test.source, said].map((part) =>
    part.replace(/\s+/g, ' ').trim(),
  );
  return hash(key.join('\n'));
}

/** FNV-1a, 32 bits, hexadecimal. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

function urlOf(see: string | undefined): string | undefined {
  const url = see?.trim();
  return url && /^https?:\/\/\S+$/i.test(url) ? url : undefined;
}
