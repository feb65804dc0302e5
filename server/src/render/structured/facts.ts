import { statuses } from '../../cda/statuses';
import type { XmlElement } from '../../xml/tree';
import { type Html, html, isEmpty, join } from './html';
import { facts, labels, participations, statements, statusWords, worded } from './labels';
import { party } from './people';
import { labelOf, mediaText, nullText, valueHtml } from './values';
import type { View } from './view';
import { textOf } from './words';

const kinds: ReadonlySet<string> = new Set(Object.keys(statements));

/** The clinical statement of an entry, entryRelationship, component or reference. */
export function statementOf(relation: XmlElement): XmlElement | undefined {
  for (const child of relation.elements()) if (kinds.has(child.local)) return child;
  return undefined;
}

/** Statements below a statement, by their relation, in the order of the document. */
export function* relationsOf(statement: XmlElement): Generator<XmlElement> {
  for (const child of statement.elements()) {
    if (child.local === 'entryRelationship' || child.local === 'component') yield child;
  }
}

/** A comment (FR-Commentaire-ER) is a line of its statement, not a statement of its own. */
export const isComment = (statement: XmlElement): boolean =>
  statement.local === 'act' && statement.child('code')?.attribute('code')?.value.trim() === '48767-8';

export function commentText(statement: XmlElement, view: View): Html {
  const said = view.referenced(statement.child('text')) ?? textOf(statement.child('text')) ?? '';
  const authors = Array.from(
    statement.elements('author'),
    (author) => html` <span class="aside">(${party(author, view)})</span>`,
  );
  return html`${said}${authors}`;
}

/** `of`: the element that says it. */
export type Fact = readonly [label: string, value: Html, of?: XmlElement | undefined];

/** Everything a statement says of itself, the relations below left out. */
export function factsOf(statement: XmlElement, view: View, but: ReadonlySet<string> = new Set()): Fact[] {
  const found: Fact[] = [];
  for (const child of statement.elements()) {
    if (but.has(child.local)) continue;
    const add = (label: string, value: Html) => {
      if (!isEmpty(value)) found.push([label, value, child]);
    };
    switch (child.local) {
      case 'value':
        add(
          view.say(statement.local === 'observationMedia' ? labels.attachment : labels.value),
          valueOrFile(child, view),
        );
        break;
      case 'interpretationCode':
        add(view.say(labels.interpretation), valueHtml(child, view));
        break;
      case 'methodCode':
        add(view.say(labels.method), valueHtml(child, view));
        break;
      case 'statusCode':
        add(view.say(labels.status), statusHtml(statement, child, view));
        break;
      case 'effectiveTime':
        add(view.say(labels.time), valueHtml(child, view));
        break;
      case 'text':
        add(view.say(labels.text), narrativeText(statement, child, view));
        break;
      case 'performer':
      case 'author':
      case 'informant':
      case 'subject':
      case 'participant': {
        const type = child.attribute('typeCode')?.value.trim() ?? '';
        const label = worded(participations, child.local === 'participant' ? type : child.local);
        add(view.say(label ?? labels.source), party(child, view));
        break;
      }
      case 'specimen':
        add(view.say(organismOf(child) ? labels.organism : labels.specimen), party(child, view));
        break;
      case 'consumable':
      case 'product':
        add(view.say(labels.product), productHtml(child, view));
        break;
      case 'referenceRange':
        add(view.say(labels.range), rangeHtml(child, view));
        break;
      case 'precondition':
        add(view.say(labels.criterion), criterionHtml(child, view));
        break;
      case 'reference':
        add(view.say(labels.document), documentHtml(child, view));
        break;
      default: {
        const label = worded(facts, child.local);
        if (label) add(view.say(label), valueHtml(child, view));
      }
    }
  }
  return found;
}

export function factList(list: readonly Fact[], view: View): Html {
  if (list.length === 0) return html``;
  return html`<dl class="cda-fact-list">${list.map(([label, value, of]) => html`<div${view.anchor(of)}><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function valueOrFile(value: XmlElement, view: View): Html {
  return value.attribute('representation')?.value === 'B64'
    ? html`${mediaText(value, view.lang)}`
    : valueHtml(value, view);
}

export function statusHtml(statement: XmlElement, status: XmlElement, view: View): Html {
  const code = status.attribute('code')?.value.trim();
  if (!code) {
    const flavor = status.attribute('nullFlavor')?.value.trim();
    return html`${flavor && nullText(flavor, view.lang)}`;
  }
  const word = worded(statusWords, code);
  const meaning = statement.local === 'observation' && code !== 'completed' ? statuses.observation?.[code] : undefined;
  const said = word ? view.say(word) : code;
  return html`${said}${said === code ? '' : html` <span class="chip"><span class="code">${code}</span></span>`}${meaning ? ` – ${view.say(meaning)}` : ''}`;
}

/** The text the statement points to, unless its code's label says the same. */
function narrativeText(statement: XmlElement, text: XmlElement, view: View): Html {
  const said = textOf(text) ?? view.referenced(text);
  const code = statement.child('code');
  return said === undefined || (code && labelOf(code) === said) ? html`` : html`${said}`;
}

function organismOf(specimen: XmlElement): boolean {
  return specimen.path('specimenRole', 'specimenPlayingEntity')?.attribute('classCode')?.value.trim() === 'MIC';
}

function productHtml(product: XmlElement, view: View): Html {
  const material = product.path('manufacturedProduct', 'manufacturedMaterial');
  if (!material) return html``;
  const code = material.child('code');
  const name = textOf(material.child('name'));
  const lot = textOf(material.child('lotNumberText'));
  const form = material.child('formCode');
  // Translations end the line: what is short comes first.
  return join(
    [
      code && labelOf(code) === name ? undefined : name,
      lot && `${view.say(labels.lot)} ${lot}`,
      form && valueHtml(form, view),
      code && valueHtml(code, view),
    ],
    ', ',
  );
}

export function rangeHtml(reference: XmlElement, view: View): Html {
  const range = reference.child('observationRange');
  const value = range?.child('value');
  const code = range?.child('interpretationCode');
  const text = range?.child('text');
  // N says that the range is the normal one: what every reader expects.
  const isNormal = code?.attribute('code')?.value.trim() === 'N';
  return join(
    [
      value && valueHtml(value, view),
      text && (textOf(text) ?? view.referenced(text)),
      code && !isNormal ? valueHtml(code, view) : undefined,
    ],
    ' · ',
  );
}

function criterionHtml(precondition: XmlElement, view: View): Html {
  const criterion = precondition.child('criterion');
  const text = criterion?.child('text');
  const value = criterion?.child('value');
  return join([text && (textOf(text) ?? view.referenced(text)), value && valueHtml(value, view)], ' · ');
}

function documentHtml(reference: XmlElement, view: View): Html {
  const document = reference.child('externalDocument');
  const id = document?.child('id');
  const text = document?.child('text');
  const identifier = [id?.attribute('extension'), id?.attribute('root')]
    .map((part) => part?.value.trim())
    .filter(Boolean);
  return join([text && (textOf(text) ?? view.referenced(text)), identifier.join(' · ')], ' – ');
}
