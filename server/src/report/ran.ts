import type { Text } from '../text';
import { counted } from './htmlTexts';
import type { FileReport } from './model';

/** Of `Schematrons up to 2025-01-10 (61e148b6)` the commit. */
function shortVersion(version: string): string {
  return /\(([0-9a-f]{8})\)$/.exec(version)?.[1] ?? version;
}

/** Rules whose findings come of the official checks. */
const official: ReadonlySet<string> = new Set(['xsd', 'schematron', 'package-fault']);

/**
 * What ran of the official checks and what it found, beside the findings of our own rules: one sentence; undefined where the official
 * checks were not wanted, or where no file is a CDA.
 */
export function ranText(reports: readonly FileReport[]): Text | undefined {
  const wanted = reports.flatMap((report) =>
    report.kind === 'cda' && report.official ? [{ official: report.official, findings: report.findings }] : [],
  );
  if (wanted.length === 0) return undefined;
  const ran = wanted.filter(({ official }) => official.schemas.length > 0);
  const findings = wanted.flatMap((each) => each.findings);
  const ofSchemas = findings.filter(({ rule }) => official.has(rule));
  const others = findings.filter(({ rule }) => !official.has(rule)).length;
  const names = new Set(ran.flatMap(({ official }) => official.schemas));
  if (names.size === 0) {
    return {
      en: `Neither XSD nor Schematron was run; findings of other rules: ${others}.`,
      fr: `Ni XSD ni schématron n’ont été appliqués ; constats des autres règles : ${others}.`,
    };
  }
  const schematrons = [...names].filter((name) => name !== 'XSD').length;
  const packages = new Map(ran.flatMap(({ official: { package: one } }) => (one ? [[one.en, one] as const] : [])));
  const errors = counted(ofSchemas.filter(({ severity }) => severity === 'error').length, 'error');
  const warnings = ofSchemas.filter(({ severity }) => severity === 'warning').length;
  const say = (language: 'en' | 'fr') => {
    const isFrench = language === 'fr';
    const what = [
      names.has('XSD') && 'XSD',
      schematrons > 0 && `${schematrons} ${isFrench ? 'schématron' : 'Schematron'}${schematrons === 1 ? '' : 's'}`,
    ].filter(Boolean);
    const versions = [...packages.values()].map((one) => shortVersion(one[language])).join(', ');
    const where =
      ran.length < wanted.length &&
      (isFrench
        ? `, sur ${ran.length} des ${wanted.length} documents`
        : `, on ${ran.length} of ${wanted.length} documents`);
    const of = versions && (isFrench ? ` du paquet de l’ANS ${versions}` : ` of the ANS package ${versions}`);
    const found = [errors[language], warnings > 0 && counted(warnings, 'warning')[language]].filter(Boolean).join(', ');
    return isFrench
      ? `${what.join(' et ')}${of}${where || ''} : ${found} ; constats des autres règles : ${others}.`
      : `${what.join(' and ')}${of}${where || ''}: ${found}; findings of other rules: ${others}.`;
  };
  return { en: say('en'), fr: say('fr') };
}
