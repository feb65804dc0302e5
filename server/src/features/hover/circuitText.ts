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

/** What a reader is told before comparing results that their code does not make comparable, in the wording the reference proposes. */
export function comparisonAlert({ say }: Subject): string {
  const alert = {
    en: 'Results not comparable on the code alone. Check the units (`@unit`), the reference range (`<referenceRange>`) and the method (`<methodCode>`).',
    fr: 'Résultats non comparables sur la seule base du code. Vérifiez les unités (`@unit`), les valeurs de référence (`<referenceRange>`) et la technique (`<methodCode>`).',
  };
  return `⚠ ${say(alert)}`;
}

/**
 * The mass or molar counterpart, by its label, of an analysis that the built-in excerpt quotes without columns AA and AB:
 * the workbook has a factor that the excerpt lacks (folates, reference E.4).
 */
export function twinWithoutFactor({ context: { circuit } }: Subject, row: CircuitRow): CircuitRow | undefined {
  if (!circuit.info.builtIn || !row.partial || row.twin !== undefined) return undefined;
  const [mass, mole] = ['[Masse/', '[Moles/'];
  if (row.label.includes(mass)) return circuit.findByLabel(row.label.replace(mass, mole));
  return row.label.includes(mole) ? circuit.findByLabel(row.label.replace(mole, mass)) : undefined;
}

export const factorAbsent: Text = {
  en: 'the conversion factor is not in the built-in excerpt',
  fr: 'le facteur de conversion est absent de l’extrait intégré',
};

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

function correspondence(subject: Subject, row: CircuitRow): string | undefined {
  const { context, say } = subject;
  const lacking = twinWithoutFactor(subject, row);
  if (lacking) return `${named(lacking.loinc, lacking)}, ${say(factorAbsent)}`;
  const { twin, factor } = row;
  if (twin === undefined) return undefined;
  const times = factor === undefined ? '' : `, ${say({ en: 'factor', fr: 'facteur' })} ${code(String(factor))}`;
  return `${named(twin, context.circuit.find(twin))}${times}`;
}

function named(loinc = '', row: CircuitRow | undefined): string {
  const unit = row?.unit === undefined ? '' : `, ${code(row.unit)}`;
  return `${code(loinc)}${row ? ` ${plain(row.label)}` : ''}${unit}`;
}

/** Which Circuit answered, and how to load another. */
export function circuitSource({ context: { circuit }, say }: Subject): string {
  const { builtIn, source, analyses } = circuit.info;
  if (!builtIn) return `*Circuit${say({ en: ':', fr: ' :' })} ${plain(source)} (${analyses} analyses)*`;
  return say({
    en: `*Circuit: built-in excerpt (${analyses} analyses). The setting* \`cda.circuit.path\` *loads the complete one.*`,
    fr: `*Circuit : extrait intégré (${analyses} analyses). Le réglage* \`cda.circuit.path\` *charge le jeu de valeurs complet.*`,
  });
}
