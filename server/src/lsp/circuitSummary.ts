import type { LoadCircuitAnswer } from '../protocol';
import { conflictText, type LoadReport } from '../terminology/load/report';
import type { Language } from '../text';

/** Enough for a message, of conflicts and of faults; the command line lists all of them. */
const mostListed = 20;

/** What a file held, in one sentence, how its columns were found where that is not plain, and its first conflicts and faults. */
export function circuitSummary(report: LoadReport, language: Language): LoadCircuitAnswer {
  const { source, analyses, rows, chapters, conflicts, conflictCount, faultCount, faults, notes } = report;
  const summary = {
    en: `${source}: ${analyses} analyses in ${rows} rows, ${chapters} chapters; ${conflictCount} conflicts, ${faultCount} faults.`,
    fr: `${source} : ${analyses} analyses sur ${rows} lignes, ${chapters} chapitres ; ${conflictCount} conflits, ${faultCount} anomalies.`,
  }[language];
  return {
    summary: [summary, ...notes.map((note) => note[language])].join(' '),
    faults: [
      ...conflicts.slice(0, mostListed).map((conflict) => conflictText(conflict)[language]),
      ...faults.slice(0, mostListed).map(({ at, message }) => `${at}  ${message[language]}`),
    ],
  };
}
