import type { LoadCircuitAnswer } from '../protocol';
import type { LoadReport } from '../terminology/load/report';
import type { Language } from '../text';

/** Enough for a message; the command line lists all of them. */
const mostFaults = 20;

/** What a file held, in one sentence and its first faults. */
export function circuitSummary(report: LoadReport, language: Language): LoadCircuitAnswer {
  const { source, analyses, rows, chapters, conflictCount, faultCount, faults } = report;
  const summary = {
    en: `${source}: ${analyses} analyses in ${rows} rows, ${chapters} chapters; ${conflictCount} conflicts, ${faultCount} faults.`,
    fr: `${source} : ${analyses} analyses sur ${rows} lignes, ${chapters} chapitres ; ${conflictCount} conflits, ${faultCount} anomalies.`,
  }[language];
  return { summary, faults: faults.slice(0, mostFaults).map(({ at, message }) => `${at} ${message[language]}`) };
}
