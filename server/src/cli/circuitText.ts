import type { Circuit, CircuitRow } from '../terminology/circuit';
import { conflictText, type LoadReport } from '../terminology/load/report';
import type { Language, Text } from '../text';

/** Faults and conflicts printed; the JSON report has more. */
const PRINTED = 20;

/** What was read, for a person. */
export function circuitReport(report: LoadReport, language: Language): string {
  const say = (text: Text) => text[language];
  const number = new Intl.NumberFormat(language);
  const lines: string[] = [report.source];
  const add = (name: Text, value: number | string | undefined) => {
    if (value === undefined || value === 0) return;
    lines.push(`  ${say(name).padEnd(34)}${typeof value === 'number' ? number.format(value) : value}`);
  };
  add({ en: 'Sheet', fr: 'Feuille' }, report.sheet);
  add({ en: 'Rows', fr: 'Lignes' }, report.rows);
  add({ en: 'Analyses', fr: 'Analyses' }, report.analyses);
  add({ en: 'of which waiting codes only', fr: 'dont codes d’attente seuls' }, report.waitingOnly);
  add({ en: 'Rows that repeat an analysis', fr: 'Lignes répétant une analyse' }, report.repeated);
  add({ en: 'Rows without a usable code', fr: 'Lignes sans code utilisable' }, report.withoutCode);
  add({ en: 'Chapters', fr: 'Chapitres' }, report.chapters);
  add({ en: 'Sub-chapters', fr: 'Sous-chapitres' }, report.subchapters);
  add({ en: 'Conflicts', fr: 'Conflits' }, report.conflictCount);
  add({ en: 'Faults', fr: 'Anomalies' }, report.faultCount);
  for (const note of report.notes) lines.push(`  ${say(note)}`);
  if (report.conflictCount > 0) {
    lines.push('', say({ en: 'Conflicts (the first row is used):', fr: 'Conflits (la première ligne est retenue) :' }));
    for (const conflict of report.conflicts.slice(0, PRINTED)) lines.push(`  ${say(conflictText(conflict))}`);
    lines.push(...more(report.conflictCount, say));
  }
  if (report.faultCount > 0) {
    lines.push(
      '',
      say({
        en: 'Faults (what cannot be read is left out):',
        fr: 'Anomalies (ce qui ne peut être lu n’est pas retenu) :',
      }),
    );
    for (const { at, message } of report.faults.slice(0, PRINTED)) lines.push(`  ${at}  ${say(message)}`);
    lines.push(...more(report.faultCount, say));
  }
  return `${lines.join('\n')}\n`;
}

function more(count: number, say: (text: Text) => string): string[] {
  return count > PRINTED ? [`  ${say({ en: `… ${count - PRINTED} more`, fr: `… et ${count - PRINTED} autres` })}`] : [];
}

const comparabilities: Readonly<Record<string, Text>> = {
  1: { en: '1, comparable', fr: '1, comparable' },
  2: { en: '2, not comparable on the code alone', fr: '2, non comparable sur la seule base du code' },
  9: { en: '9, not evaluated', fr: '9, non évalué' },
};

/** Where a Circuit comes from, for a person: its file, or what the built-in excerpt was taken from. */
export function sourceText({ info }: Circuit): Text {
  const webinar = 'Ségur Vague 2 : intégration des CR d’examens de biologie dans les LGC';
  return info.builtIn
    ? {
        en: `built-in excerpt, from the ANS webinar “${webinar}” of 22/09/2025`,
        fr: `extrait intégré, tiré du webinaire de l’ANS « ${webinar} » du 22/09/2025`,
      }
    : { en: info.source, fr: info.source };
}

/** One analysis, column by column. */
export function rowText(circuit: Circuit, row: CircuitRow, language: Language): string {
  const say = (text: Text) => text[language];
  const yesNo = (value: boolean | undefined) =>
    value === undefined ? undefined : say(value ? { en: 'yes', fr: 'oui' } : { en: 'no', fr: 'non' });
  const lines = [`${row.loinc ?? row.waitingCode}  ${row.label}`];
  const add = (name: Text, value: string | undefined) => {
    if (value) lines.push(`  ${say(name).padEnd(30)}${value}`);
  };
  add({ en: 'Edition label', fr: 'Libellé d’édition' }, row.editionLabel);
  add(
    { en: 'Comparability', fr: 'Comparabilité' },
    row.comparability && say(comparabilities[row.comparability] as Text),
  );
  add({ en: 'Recommended unit', fr: 'Unité recommandée' }, row.recommendedUnit);
  add({ en: 'UCUM unit', fr: 'Unité UCUM' }, row.unit);
  add({ en: 'Always in the report', fr: 'Présence systématique' }, yesNo(row.systematic));
  add({ en: 'Restricted list', fr: 'Liste restreinte' }, yesNo(row.restricted));
  add(
    { en: 'Correspondence', fr: 'Correspondance' },
    row.twin && `${row.twin}${row.factor === undefined ? '' : ` × ${row.factor}`}`,
  );
  add({ en: 'Waiting code', fr: 'Code d’attente' }, row.waitingCode);
  add({ en: 'Chapter', fr: 'Chapitre' }, labelled(row.chapter));
  add({ en: 'Sub-chapter', fr: 'Sous-chapitre' }, labelled(row.subchapter));
  for (const prescription of row.prescriptions ?? []) {
    add({ en: 'Prescribed as', fr: 'Examen prescriptible' }, labelled(prescription));
  }
  add({ en: 'Source', fr: 'Source' }, say(sourceText(circuit)));
  return `${lines.join('\n')}\n`;
}

function labelled(named: { readonly code?: string; readonly label?: string } | undefined): string | undefined {
  return named && [named.code, named.label].filter(Boolean).join(' ');
}
