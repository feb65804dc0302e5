import type { Text } from '../text';
import { battery, pq, result } from './examples';
import type { Problem, Rule } from './rule';

const bad = (comment: string) =>
  battery(`\n${comment}\n${result({ value: pq('1', 'mmole/L') }).replaceAll('\n', ' ')}`);

/** Keeping a finding quiet is a decision: whoever reads the document next must learn why. */
export const silence: Rule = {
  id: 'silence',
  severity: 'hint',
  summary: {
    en: 'Comment that silences a rule without a reason, or that silences nothing',
    fr: 'Commentaire qui fait taire une règle sans motif, ou qui ne fait rien taire',
  },
  source: 'CDA Workbench: README, “Silencing a finding”',
  good: [
    { xml: bad('<!-- cda-disable-next-line unit-not-ucum: unit of the analyser, kept on purpose -->') },
    { xml: bad('<!-- cda-disable unit-not-ucum: unit of the analyser -->') },
    { xml: battery('<!-- cda-disabled is another word -->', result()) },
  ],
  bad: [
    { xml: bad('<!-- cda-disable-next-line unit-not-ucum -->'), at: '<!-- cda-disable-next-line unit-not-ucum -->' },
    { xml: bad('<!-- cda-disable-next-line: which rule? -->') },
    { xml: bad('<!-- cda-enable unit-not-ucum -->'), at: 'unit-not-ucum' },
    { xml: bad('<!-- cda-disable-next-line unit-missing: a reason -->'), at: 'unit-missing' },
    { xml: bad('<!-- cda-disable-next-line unit-not-ucom: a reason -->'), at: 'unit-not-ucom' },
  ],
  *check({ silences }) {
    for (const { comment, kind, rules, reason } of silences) {
      if (rules.length === 0) yield { at: comment, message: withoutRule };
      else if (kind !== 'end' && reason === '') yield { at: comment, message: withoutReason };
      for (const { id, covers, start, end } of rules) {
        if (kind === 'end' && !covers) yield { at: { start, end }, message: endsNothing(id) };
      }
    }
  },
};

/** What a silence that covers no finding of a rule that ran is told. */
export function silencesNothing(id: string, isKnown: boolean): Problem['message'] {
  return isKnown
    ? {
        en: `${id} finds nothing here: this comment silences nothing, and may hide a finding to come. Remove it.`,
        fr: `${id} ne trouve rien ici : ce commentaire ne fait rien taire et pourrait masquer un constat à venir. Le supprimer.`,
      }
    : {
        en: `No rule is called ${id}: this comment silences nothing.`,
        fr: `Aucune règle ne s’appelle ${id} : ce commentaire ne fait rien taire.`,
      };
}

const withoutRule: Text = {
  en: 'This comment names no rule: it silences nothing. Write <!-- cda-disable-next-line rule: reason -->.',
  fr: 'Ce commentaire ne nomme aucune règle : il ne fait rien taire. Écrire <!-- cda-disable-next-line règle : motif -->.',
};

const withoutReason: Text = {
  en: 'This comment gives no reason for the silence: add one after a colon.',
  fr: 'Ce commentaire ne donne pas le motif du silence : l’ajouter après deux-points.',
};

function endsNothing(id: string): Text {
  return {
    en: `No <!-- cda-disable ${id}: … --> stands above: this comment ends nothing.`,
    fr: `Aucun <!-- cda-disable ${id} : … --> ne précède : ce commentaire ne met fin à rien.`,
  };
}
