import type { XmlElement } from '../../xml/tree';
import { commentText, factList, factsOf, isComment, relationsOf, statementOf } from './facts';
import { type Html, html } from './html';
import { labels, moods, statements, worded } from './labels';
import { measured, measurements } from './measurements';
import { shownMedia } from './media';
import { chip, labelOf, mediaText, translations } from './values';
import type { View } from './view';
import { textOf } from './words';

/** What the title of a media, or what is under it, says already. */
const named: ReadonlySet<string> = new Set(['value']);

/** Deeper ones are left to the source: nothing of the domain nests as far. */
const deepest = 24;

/** Statements one after the other; those with a measured value that stand together share one table. */
export function statementList(relations: Iterable<XmlElement>, view: View, depth = 0, isGroup = false): Html[] {
  const shown: Html[] = [];
  let run: XmlElement[] = [];
  const flush = () => {
    if (run.length > 0)
      shown.push(
        measurements(run, view, depth > 0 && !isGroup, (below) =>
          depth < deepest ? statementList(below, view, depth + 1) : [],
        ),
      );
    run = [];
  };
  for (const relation of relations) {
    const statement = statementOf(relation);
    if (!statement) continue;
    if (measured(statement)) run.push(statement);
    else {
      flush();
      shown.push(block(statement, relation, view, depth));
    }
  }
  flush();
  return shown;
}

function block(statement: XmlElement, relation: XmlElement, view: View, depth: number): Html {
  if (isComment(statement)) {
    return html`<p class="cda-comment"${view.anchor(statement)}><span class="fact">${view.say(labels.comment)}</span> ${commentText(statement, view)}</p>`;
  }
  const below =
    depth < deepest ? statementList(relationsOf(statement), view, depth + 1, statement.local === 'organizer') : [];
  return html`<div class="cda-statement${statement.local === 'organizer' ? ' group' : ''}"${view.anchor(statement)}>
<p class="cda-statement-title">${title(statement, relation, view)}</p>${shownMedia(statement, view)}
${factList(factsOf(statement, view, statement.local === 'observationMedia' ? named : undefined), view)}${below}</div>`;
}

function title(statement: XmlElement, relation: XmlElement, view: View): Html {
  const code = statement.child('code');
  const label =
    code && (labelOf(code) || view.referenced(code.child('originalText')) || textOf(code.child('originalText')));
  const template = view.templateName(statement) ?? view.templateName(relation);
  // The code stands beside the name: alone it names nothing.
  const isBare = label === code?.attribute('code')?.value.trim();
  const name =
    (isBare ? '' : label) ||
    mainSubject(statement, view) ||
    template ||
    label ||
    view.say(worded(statements, statement.local) ?? labels.entry);
  const mood = worded(moods, statement.attribute('moodCode')?.value.trim() ?? '');
  const negated = statement.attribute('negationInd')?.value.trim() === 'true';
  return html`<span class="name">${name}</span>${code ? html`${chip(code)}${translations(code, view.lang)}` : ''}${
    mood ? html` <span class="tag">${view.say(mood)}</span>` : ''
  }${negated ? html` <span class="tag warn">${view.say(labels.negated)}</span>` : ''}${
    template && template !== name ? html` <span class="template">${template}</span>` : ''
  }`;
}

/** A treatment or supply without code is named by its product, media by its file. */
function mainSubject(statement: XmlElement, view: View): string | undefined {
  const product = productOf(statement);
  if (product) return textOf(product.child('name')) || labelOf(product.child('code') ?? product) || undefined;
  const value = statement.child('value');
  return statement.local === 'observationMedia' && value ? mediaText(value, view.lang) : undefined;
}

function productOf(statement: XmlElement): XmlElement | undefined {
  for (const local of ['consumable', 'product']) {
    const material = statement.path(local, 'manufacturedProduct', 'manufacturedMaterial');
    if (material) return material;
  }
  return undefined;
}
