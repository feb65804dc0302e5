import { CdaDocument } from '../../cda/document';
import { escapeAttribute } from '../../rules/fixes';
import type { Edit } from '../../rules/rule';
import { locate } from '../../xml/locate';
import { decodeAttribute, type XmlAttribute, type XmlElement } from '../../xml/tree';

/** The attribute value the cursor is in. `document`, `element` and `attribute` are read as if it had its quotes. */
export interface Hole {
  readonly document: CdaDocument;
  readonly element: XmlElement;
  readonly attribute: XmlAttribute;
  /** The value up to the cursor, and as it is written. */
  readonly typed: string;
  readonly written: string;
  /** The edits, on the text as it is, that give the attribute `value` and make `others`, which are edits of `document`. */
  edits(value: string, others: readonly Edit[]): { edit: Edit; others: readonly Edit[] };
}

/** A quote that is missing at `at`; both where there is nothing between them. */
interface Missing {
  readonly at: number;
  readonly quotes: '"' | "'" | '""';
}

/** The attribute value at `offset`, also while its quotes are not typed yet; undefined elsewhere. */
export function holeAt(document: CdaDocument, offset: number): Hole | undefined {
  const place = locate(document.xml, offset);
  if (!place?.attribute || place.part !== 'attribute-value') return undefined;
  const missing = missingQuotes(document.xml.text, place.attribute, offset);
  if (missing.length === 0) return filled(document, offset, []);
  const { text } = document.xml;
  let [whole, from] = ['', 0];
  for (const { at, quotes } of missing) {
    whole += text.slice(from, at) + quotes;
    from = at;
  }
  const repaired = CdaDocument.read(whole + text.slice(from));
  const shift = missing.some(({ at, quotes }) => quotes === '""' || (at < offset && quotes.length === 1)) ? 1 : 0;
  return repaired && filled(repaired, offset + shift, missing);
}

function filled(document: CdaDocument, offset: number, missing: readonly Missing[]): Hole | undefined {
  const place = locate(document.xml, offset);
  const attribute = place?.attribute;
  if (!attribute || offset < attribute.valueStart || offset > attribute.valueEnd) return undefined;
  /** How many of the added characters stand before an offset; only one-character ones come in numbers. */
  const added = (limit: number) =>
    missing.reduce((sum, { at, quotes }, index) => sum + Math.min(quotes.length, Math.max(0, limit - at - index)), 0);
  const original = (at: number) => at - added(at);
  const written = document.xml.text.slice(attribute.valueStart, offset);
  const quotes = missing.map((quote) => quote.quotes).join('');
  const [open, close] = quotes.length === 2 ? [quotes.charAt(0), quotes.charAt(1)] : ['', quotes];
  return {
    document,
    element: place.element,
    attribute,
    typed: decodeAttribute(written),
    written,
    edits: (value, others) => {
      const span = { start: original(attribute.valueStart), end: original(attribute.valueEnd) };
      const moved = joined(
        others.map(({ span: { start, end }, newText }) => ({
          span: { start: original(start), end: original(end) },
          newText,
        })),
      );
      // Behind a quote that was missing, what follows can only be part of the same edit.
      const after = close === '' ? undefined : moved.find((edit) => edit.span.start === span.end);
      return {
        edit: { span, newText: open + escapeAttribute(value) + close + (after?.newText ?? '') },
        others: moved.filter((edit) => edit !== after),
      };
    },
  };
}

/** Insertions at one place as one edit. */
function joined(edits: readonly Edit[]): Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const same = result.findIndex(
      ({ span: { start, end } }) => start === end && start === edit.span.start && end === edit.span.end,
    );
    const known = result[same];
    if (known) result[same] = { ...known, newText: known.newText + edit.newText };
    else result.push(edit);
  }
  return result;
}

/** Of an attribute, with its `=`. */
const longestName = 200;

/** The parser ends a value without closing quote at the line's end, at `<` or `>`, or takes the next attribute's quote for it. */
function missingQuotes(text: string, { valueStart, valueEnd, end }: XmlAttribute, offset: number): Missing[] {
  const open = text.charAt(valueStart - 1);
  if (open !== '"' && open !== "'") {
    return offset <= valueStart
      ? [{ at: offset, quotes: '""' }]
      : [
          { at: valueStart, quotes: '"' },
          { at: valueEnd, quotes: '"' },
        ];
  }
  if (end === valueEnd) return [{ at: valueEnd, quotes: open }];
  const value = text.slice(valueStart, valueEnd);
  const [next] = /[\w:.-]+\s*=\s*$/.exec(value.slice(-longestName)) ?? [];
  if (next === undefined) return [];
  const before = value.slice(0, -next.length);
  const cut = valueStart + before.trimEnd().length;
  return before !== before.trimEnd() && offset <= cut ? [{ at: cut, quotes: open }] : [];
}
