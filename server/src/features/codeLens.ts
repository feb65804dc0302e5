import type { CdaDocument } from '../cda/document';
import type { Result } from '../cda/results';
import type { LoincSources } from '../terminology/loincList';
import { cut, type Language } from '../text';
import type { Span, XmlElement } from '../xml/tree';
import { comparabilityOf } from './comparability';
import { codeLabel } from './labels';

/** A line above an element of the document. */
export interface CodeLens {
  readonly span: Span;
  readonly title: string;
}

/** Names of results in a title. */
const mostNames = 3;
const longestName = 30;

/**
 * One line above each entry that holds results: how many, how many are comparable on the code alone, and the names of those that
 * are not, with what their reader must check (reference E.3). One line a result would bury a report of a hundred.
 */
export function codeLenses(document: CdaDocument, sources: LoincSources, language: Language): CodeLens[] {
  const byEntry = new Map<XmlElement, Result[]>();
  for (const result of document.results) {
    if (result.prior) continue;
    const entry = entryAround(result.observation);
    const known = byEntry.get(entry);
    if (known) known.push(result);
    else byEntry.set(entry, [result]);
  }
  return [...byEntry].map(([entry, results]) => ({
    span: entry.nameSpan,
    title: titleOf(document, results, sources, language),
  }));
}

/** The entry of the section, else the outermost act around: no document nests deeper than that without being broken. */
function entryAround(observation: XmlElement): XmlElement {
  let around = observation;
  for (let level = 0; around.parent && around.local !== 'entry' && level < 30; level++) {
    if (around.parent.local === 'section') return around;
    around = around.parent;
  }
  return around.local === 'entry' ? around : observation;
}

function titleOf(document: CdaDocument, results: readonly Result[], sources: LoincSources, language: Language): string {
  const verdicts = results.map((result) => ({ result, verdict: comparabilityOf(result, sources).verdict }));
  const having = (wanted: string) => verdicts.filter(({ verdict }) => verdict === wanted).map(({ result }) => result);
  const [comparable, not, unknown] = [having('comparable'), having('not-comparable'), having('unknown')];
  const names = [...new Set(not.map((result) => shortName(document, result)))].filter(Boolean);
  const list = names.slice(0, mostNames).join(', ') + (names.length > mostNames ? '…' : '');
  const named = list && ` (${list})`;
  const parts =
    language === 'fr'
      ? [
          plural(results.length, 'résultat', 'résultats'),
          comparable.length > 0 && plural(comparable.length, 'comparable', 'comparables'),
          unknown.length > 0 && `${unknown.length} de comparabilité inconnue`,
          not.length > 0 &&
            `${plural(not.length, 'non comparable', 'non comparables')} sur le seul code${named} : vérifier unité, valeurs de référence et technique`,
        ]
      : [
          plural(results.length, 'result', 'results'),
          comparable.length > 0 && `${comparable.length} comparable`,
          unknown.length > 0 && `${unknown.length} of unknown comparability`,
          not.length > 0 &&
            `${not.length} not comparable on the code alone${named}: check unit, reference range and method`,
        ];
  return parts.filter(Boolean).join(' · ');
}

function plural(count: number, one: string, more: string): string {
  return `${count} ${count > 1 ? more : one}`;
}

/** The name of the component: what stands before its property in a LOINC label. */
function shortName(document: CdaDocument, { code }: Result): string {
  const [name = ''] = codeLabel(document, code?.element).split(/[[:]/);
  const short = name.trim();
  return cut(short, longestName - 1);
}
