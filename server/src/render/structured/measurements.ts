import { interpretations } from '../../cda/interpretations';
import { type Result, resultOf } from '../../cda/results';
import type { Comparison } from '../../compare/compare';
import type { Aspect, AspectComparison, Verdict } from '../../compare/verdict';
import type { XmlElement } from '../../xml/tree';
import {
  commentText,
  type Fact,
  factList,
  factsOf,
  isComment,
  rangeHtml,
  relationsOf,
  statementOf,
  statusHtml,
} from './facts';
import { type Html, html, isEmpty, join } from './html';
import { labels } from './labels';
import { chip, coded, labelOf, period, translations, valueHtml } from './values';
import type { View } from './view';

/** Whether a statement is shown as a row of a table: an observation with a value that is no document, or a laboratory result. */
export function measured(statement: XmlElement): boolean {
  if (statement.local !== 'observation') return false;
  const value = statement.child('value');
  return value ? value.attribute('representation')?.value !== 'B64' : laboratory(statement);
}

function laboratory(statement: XmlElement): boolean {
  for (const id of statement.elements('templateId')) {
    const root = id.attribute('root')?.value.trim();
    if (root === '1.3.6.1.4.1.19376.1.3.1.6' || root === '1.2.250.1.213.1.1.3.80') return true;
  }
  return false;
}

/** Columns that no row fills are left out. */
interface Columns {
  readonly range: boolean;
  readonly flag: boolean;
}

/** Statements below one of the table, by their relations. */
type Nested = (relations: readonly XmlElement[]) => Html[];

interface Row {
  readonly result: Result;
  readonly comparison: Comparison | undefined;
}

/**
 * Observations in one table: for each the entry, and under it what the narrative prints, differences marked. Those that say more of a
 * statement (`isBelow`) and that the narrative prints nowhere by itself are facts of that statement: severity, certainty…
 */
export function measurements(observations: readonly XmlElement[], view: View, isBelow: boolean, nested: Nested): Html {
  const rows = observations.map((observation): Row => {
    const result = resultOf(observation);
    const comparison = view.comparer.compare(result);
    count(comparison, view);
    return { result, comparison };
  });
  const brief = isBelow ? rows.filter(isBrief) : [];
  const full = rows.filter((row) => !brief.includes(row));
  const facts = brief.map(({ result }): Fact => briefly(result, view));
  return html`${factList(facts, view)}${full.length > 0 ? table(full, view, nested) : ''}`;
}

/** No laboratory result, nothing printed of its own, nothing below. */
function isBrief({ result: { observation }, comparison }: Row): boolean {
  const printed = comparison?.aspects.some(
    (one) => (one.printed && one.verdict !== 'same') || one.verdict === 'missing',
  );
  return !printed && !laboratory(observation) && relationsOf(observation).next().done === true;
}

function briefly({ observation, code }: Result, view: View): Fact {
  const element = code?.element;
  const name =
    (element && (labelOf(element) || view.referenced(element.child('originalText')))) || view.say(labels.observation);
  const values = Array.from(observation.elements('value'), (value) => valueHtml(value, view));
  const negated = observation.attribute('negationInd')?.value.trim() === 'true';
  return [
    name,
    html`${join(values, ' ; ')}${negated ? html` <span class="tag warn">${view.say(labels.negated)}</span>` : ''}`,
    observation,
  ];
}

function table(rows: readonly Row[], view: View, nested: Nested): Html {
  const has = (aspect: Aspect, element: string) =>
    rows.some(
      ({ result, comparison }) =>
        result.observation.child(element) || comparison?.aspects.some((one) => one.aspect === aspect && one.printed),
    );
  const columns = { range: has('range', 'referenceRange'), flag: has('flag', 'interpretationCode') };
  const isLaboratory = rows.some(({ result }) => laboratory(result.observation));
  const heading = (text: string) => html`<th scope="col">${text}</th>`;
  return html`<div class="cda-table"><table class="cda-compared">
<thead><tr>${heading(view.say(isLaboratory ? labels.analysis : labels.observation))}${heading(view.say(labels.source))}${heading(view.say(labels.value))}${
    columns.range ? heading(view.say(labels.range)) : ''
  }${columns.flag ? heading(view.say(labels.interpretation)) : ''}</tr></thead>
${rows.map(({ result, comparison }) => measurement(result, comparison, columns, view, nested))}
</table></div>`;
}

function measurement(
  result: Result,
  comparison: Comparison | undefined,
  columns: Columns,
  view: View,
  nested: Nested,
): Html {
  const { observation } = result;
  const details = detailsOf(result, view, nested);
  const span = isEmpty(details) ? 2 : 3;
  const aspects = new Map(comparison?.aspects.map((one): [Aspect, AspectComparison] => [one.aspect, one]));
  const entry = (verdict: Verdict | undefined, shown: Html, local: string) =>
    cell(verdict, shown, 'entry', view, observation.child(local));
  const valueVerdict = worst(aspects.get('value')?.verdict, aspects.get('unit')?.verdict);
  const alert = ['AA', 'HH', 'LL'].includes(result.interpretation?.code?.value.trim() ?? '');
  const values = Array.from(observation.elements('value'), (value) => valueHtml(value, view));
  return html`<tbody class="cda-result${alert ? ' alert' : ''}"${view.anchor(observation)}>
<tr><th scope="rowgroup" rowspan="${span}">${nameOf(result, view)}</th><th scope="row" class="side">${view.say(labels.entry)}</th>${entry(
    valueVerdict,
    values.length > 0 ? join(values, ' ; ') : html`<span class="null">${view.say(labels.noValue)}</span>`,
    'value',
  )}${
    columns.range
      ? entry(
          aspects.get('range')?.verdict,
          join(
            Array.from(observation.elements('referenceRange'), (range) => rangeHtml(range, view)),
            ' ; ',
          ),
          'referenceRange',
        )
      : ''
  }${columns.flag ? entry(aspects.get('flag')?.verdict, flags(observation, view), 'interpretationCode') : ''}</tr>
${narrativeRow(result, comparison, aspects, valueVerdict, columns, view)}
${isEmpty(details) ? '' : html`<tr class="details"><td colspan="${2 + Number(columns.range) + Number(columns.flag)}">${details}</td></tr>`}</tbody>`;
}

function count(comparison: Comparison | undefined, view: View): void {
  view.counted.results++;
  if (!comparison) view.counted.unlinked++;
  else if (comparison.aspects.some(({ verdict }) => verdict === 'different' || verdict === 'missing'))
    view.counted.different++;
  else if (comparison.aspects.some(({ verdict }) => verdict === 'spelling')) view.counted.spelling++;
}

/** The edition label where the entry refers to one, then code, system and translations. */
function nameOf({ code, observation }: Result, view: View): Html {
  const element = code?.element;
  const edition = element && view.referenced(element.child('originalText'));
  const official = element ? labelOf(element) : '';
  const negated = observation.attribute('negationInd')?.value.trim() === 'true';
  const translated = element?.child('translation')?.attribute('displayName')?.value.trim();
  const name = edition || official || translated || view.templateName(observation) || view.say(labels.observation);
  return html`<span class="name">${name}</span>${negated ? html` <span class="tag warn">${view.say(labels.negated)}</span>` : ''}${
    official && official !== name ? html`<span class="official">${official}</span>` : ''
  }${element ? html`<span class="codes"${view.anchor(element)}>${isEmpty(chip(element)) ? view.say(labels.noCode) : chip(element)}${translations(element, view.lang)}</span>` : ''}`;
}

function narrativeRow(
  { observation, code }: Result,
  comparison: Comparison | undefined,
  aspects: ReadonlyMap<Aspect, AspectComparison>,
  valueVerdict: Verdict | undefined,
  columns: Columns,
  view: View,
): Html {
  const side = html`<th scope="row" class="side">${view.say(labels.narrative)}</th>`;
  const width = 1 + Number(columns.range) + Number(columns.flag);
  if (!comparison) {
    const pointer = [
      code?.element.child('originalText'),
      observation.child('text'),
      observation.child('value')?.child('originalText'),
    ]
      .map((holder) => holder?.child('reference')?.attribute('value')?.value.trim())
      .find(Boolean);
    const why = pointer ? `${pointer} ${view.say(labels.dangling)}` : view.say(labels.unlinked);
    return html`<tr class="narrative">${side}<td colspan="${width}"><span class="null">${why}</span></td></tr>`;
  }
  const value = aspects.get('value');
  const unit = aspects.get('unit');
  const apart =
    unit?.printed && !value?.printed?.includes(unit.printed) ? html` <span class="aside">${unit.printed}</span>` : '';
  const narrative = (aspect: AspectComparison | undefined) =>
    cell(aspect?.verdict, html`${aspect?.printed}`, 'narrative', view);
  return html`<tr class="narrative"${view.anchor(comparison.row.element)}>${side}${cell(valueVerdict, html`${value?.printed}${apart}`, 'narrative', view)}${
    columns.range ? narrative(aspects.get('range')) : ''
  }${columns.flag ? narrative(aspects.get('flag')) : ''}</tr>`;
}

/** One cell of a side; a difference is marked on both, in words too. */
function cell(
  verdict: Verdict | undefined,
  shown: Html,
  side: 'entry' | 'narrative',
  view: View,
  of?: XmlElement,
): Html {
  const anchor = view.anchor(of);
  const empty = isEmpty(shown);
  if (verdict === 'missing') {
    return html`<td class="different"${anchor}>${shown} <span class="mark">${view.say(labels.missing)}</span></td>`;
  }
  if (verdict === 'different' || verdict === 'spelling') {
    return html`<td class="${verdict}"${anchor}>${shown} <span class="mark">${view.say(labels[verdict])}</span></td>`;
  }
  if (!empty && verdict === side) {
    return html`<td${anchor}>${shown} <span class="only">${view.say(labels[side === 'entry' ? 'entryOnly' : 'narrativeOnly'])}</span></td>`;
  }
  return empty ? html`<td class="null">–</td>` : html`<td${anchor}>${shown}</td>`;
}

const order: readonly Verdict[] = ['same', 'unsure', 'narrative', 'entry', 'spelling', 'missing', 'different'];

/** The verdict on value and unit together; a unit that only one side gives is no matter of its own. */
function worst(value: Verdict | undefined, unit: Verdict | undefined): Verdict | undefined {
  if (value === undefined || unit === undefined || unit === 'entry' || unit === 'narrative') return value;
  return order.indexOf(unit) > order.indexOf(value) ? unit : value;
}

/** Flags that ask for no attention. */
const expected: ReadonlySet<string> = new Set(['N', 'S', 'NEG', 'ND', 'NR', 'EXP', 'B']);

/** `H – Anormalement haut`; critical ones as alerts. */
function flags(observation: XmlElement, view: View): Html {
  const all = Array.from(observation.elements('interpretationCode'), (element) => {
    const code = element.attribute('code')?.value.trim() ?? '';
    const known = Object.hasOwn(interpretations, code) ? interpretations[code] : undefined;
    if (!known) return coded(element, view);
    const kind = ['AA', 'HH', 'LL'].includes(code) ? ' alert' : expected.has(code) ? '' : ' raised';
    return html`<span class="cda-flag${kind}">${code}</span> ${view.say(known)}`;
  });
  return join(all, ' ; ');
}

const inTable: ReadonlySet<string> = new Set([
  'value',
  'interpretationCode',
  'referenceRange',
  'text',
  'statusCode',
  'effectiveTime',
]);

/** What the table has no column for: time, status, method, people, prior results, comments, statements below. */
function detailsOf(result: Result, view: View, nested: Nested): Html {
  const { observation } = result;
  const time = observation.child('effectiveTime');
  const status = observation.child('statusCode');
  const isLaboratory = laboratory(observation);
  const list: Fact[] = [];
  const add = (label: string, value: Html, of: XmlElement) => {
    if (!isEmpty(value)) list.push([label, value, of]);
  };
  if (time) add(view.say(isLaboratory ? labels.sampling : labels.time), valueHtml(time, view), time);
  // "completed" with its value says nothing more.
  if (status && (status.attribute('code')?.value.trim() !== 'completed' || !observation.child('value'))) {
    add(view.say(labels.status), statusHtml(observation, status, view), status);
  }
  list.push(...factsOf(observation, view, inTable));
  const below: XmlElement[] = [];
  for (const relation of relationsOf(observation)) {
    const statement = statementOf(relation);
    if (!statement) continue;
    const isRelated = relation.attribute('typeCode')?.value.trim() === 'REFR';
    if (isComment(statement)) add(view.say(labels.comment), commentText(statement, view), statement);
    else if (isLaboratory && isRelated && statement.local === 'observation')
      add(view.say(labels.prior), priorHtml(statement, result, view), statement);
    else below.push(relation);
  }
  return html`${factList(list, view)}${nested(below)}`;
}

/** A prior result: its value, what the narrative prints of it where that differs, flag and date; its analysis where it is another. */
function priorHtml(prior: XmlElement, result: Result, view: View): Html {
  const values = Array.from(prior.elements('value'), (value) => valueHtml(value, view));
  const time = prior.child('effectiveTime');
  const code = prior.child('code');
  const analysis = code && result.code?.code?.value !== code.attribute('code')?.value;
  const compared = view.comparer.comparePrior(resultOf(prior), result)?.aspects;
  const printed = compared?.find(({ verdict }) => verdict === 'different') && compared[0]?.printed;
  if (printed) view.counted.different++;
  const mark = printed
    ? html`<span class="different"><span class="mark">${view.say(labels.different)} (${view.say(labels.narrative)}${view.lang === 'fr' ? ' ' : ''}: ${printed})</span></span>`
    : html``;
  return html`${join([join(values, ' ; '), mark, flags(prior, view)], ' ')}${time ? html` <span class="aside">(${period(time, view.lang)})</span>` : ''}${
    analysis ? html` <span class="aside">${coded(code, view)}</span>` : ''
  }`;
}
