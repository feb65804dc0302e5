import type { CircuitRow, Comparability } from '../../terminology/circuit';
import type { Text } from '../../text';
import { code, plain, table } from '../markdown';
import type { Subject } from './subject';

/** Reference, section E.3. */
const comparabilities: Readonly<Record<Comparability, Text>> = {
  1: {
    en: '1, comparable: two results with this code and this code system may be compared on the code alone',
    fr: '1, comparable : deux résultats de même code et de même système de codage peuvent être comparés sur le seul code',
  },
  2: {
    en: '2, not comparable on the code alone',
    fr: '2, non comparable sur la seule base du code',
  },
  9: {
    en: '9, not evaluated: not comparable on the code alone',
    fr: '9, non évalué : non comparable sur la seule base du code',
  },
};

const alert: Text = {
  en: 'Before comparing with another result, check the units (`@unit`), the reference range (`<referenceRange>`) and the method (`<methodCode>`).',
  fr: 'Avant de comparer avec un autre résultat, vérifiez les unités (`@unit`), les valeurs de référence (`<referenceRange>`) et la technique (`<methodCode>`).',
};

/** What a reader is told before comparing two results that their code does not make comparable. */
export function comparisonAlert({ say }: Subject): string {
  return `⚠ ${say(alert)}`;
}

/** What the Circuit says of an analysis. */
export function rowTable(subject: Subject, row: CircuitRow): string {
  const { say } = subject;
  const unknown = say({ en: 'not in this source', fr: 'absent de cette source' });
  const rows: [string, string | undefined][] = [
    [say({ en: 'Reference label', fr: 'Libellé de référence' }), plain(row.label)],
    [say({ en: 'Edition label', fr: 'Libellé d’édition' }), row.editionLabel && plain(row.editionLabel)],
    [
      say({ en: 'Comparability', fr: 'Comparabilité' }),
      row.comparability ? say(comparabilities[row.comparability]) : unknown,
    ],
    [say({ en: 'Expected UCUM unit', fr: 'Unité UCUM attendue' }), row.unit === undefined ? unknown : code(row.unit)],
    [
      say({ en: 'Always in the report', fr: 'Présence systématique' }),
      row.systematic === undefined
        ? undefined
        : say(row.systematic ? { en: 'yes', fr: 'oui' } : { en: 'no', fr: 'non' }),
    ],
    [say({ en: 'Correspondence', fr: 'Correspondance' }), correspondence(subject, row)],
    [
      say({ en: 'Chapter', fr: 'Chapitre' }),
      row.chapter && plain([row.chapter.code, row.chapter.label].filter(Boolean).join(' ')),
    ],
  ];
  const known = rows.filter((cells): cells is [string, string] => cells[1] !== undefined && cells[1] !== '');
  return table([say({ en: 'Circuit', fr: 'Circuit' }), ''], known);
}

function correspondence({ context, say }: Subject, { twin, factor }: CircuitRow): string | undefined {
  if (twin === undefined) return undefined;
  const row = context.circuit.find(twin);
  const unit = row?.unit === undefined ? '' : `, ${code(row.unit)}`;
  const times = factor === undefined ? '' : `, ${say({ en: 'factor', fr: 'facteur' })} ${code(String(factor))}`;
  return `${code(twin)}${row ? ` ${plain(row.label)}` : ''}${unit}${times}`;
}

/** Which Circuit answered, and how to load another. */
export function circuitSource({ context: { circuit }, say }: Subject): string {
  const { builtIn, source, analyses } = circuit.info;
  if (!builtIn) return `*Circuit : ${plain(source)} (${analyses} ${say({ en: 'analyses', fr: 'analyses' })})*`;
  return say({
    en: `*Circuit: built-in excerpt (${analyses} analyses). The setting* \`cda.circuit.path\` *loads the complete one.*`,
    fr: `*Circuit : extrait intégré (${analyses} analyses). Le réglage* \`cda.circuit.path\` *charge le jeu de valeurs complet.*`,
  });
}
