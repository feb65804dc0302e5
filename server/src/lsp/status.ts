import { templateName } from '../cda/templates';
import type { AnsPackage } from '../package/ansPackage';
import type { CircuitInfo, OfficialInfo, OfficialSettings, StatusParams } from '../protocol';
import type { LoincSources } from '../terminology/loincList';
import type { Language } from '../text';
import { fileUri, type Snapshot } from './documents';
import type { Official } from './official';

/** What the status item shows: document model and level, the Circuit in use, the time our rules took. */
export function documentStatus(
  { uri, cda }: Snapshot,
  circuit: CircuitInfo,
  milliseconds: number,
  language: Language,
  official: OfficialInfo,
): StatusParams {
  const base = { uri, circuit, milliseconds };
  if (!cda) return base;
  const { declared, level } = cda.model;
  const name = declared && templateName(declared.root.value.trim(), language);
  const version = declared?.extension?.value.trim() ?? '';
  return { ...base, official, level, model: [name ?? 'CDA', version].join(' ').trim() };
}

/** The official verdict on a document, that of an older version while the one of this version is computed. */
export function officialInfo(
  official: Official,
  snapshot: Snapshot,
  run: OfficialSettings['run'],
  ansPackage: AnsPackage | undefined,
  language: Language,
): OfficialInfo {
  const outcome = official.verdict(snapshot.uri)?.outcome;
  const version = ansPackage?.version.text[language];
  const base = {
    ...(version !== undefined && { package: version }),
    ...(ansPackage?.xsd && { xsd: fileUri(ansPackage.xsd) }),
    schemas: [],
    notes: [],
    errors: 0,
    warnings: 0,
  };
  if (run === 'off') return { ...base, state: 'off', milliseconds: 0 };
  const isRunning = official.isRunning(snapshot);
  if (!outcome) return { ...base, state: isRunning ? 'running' : 'waiting', milliseconds: 0 };
  if ('failure' in outcome) {
    return { ...base, state: isRunning ? 'running' : 'failed', milliseconds: 0, notes: [outcome.failure[language]] };
  }
  const { findings, milliseconds, schemas, skipped, notes } = outcome;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const colon = language === 'fr' ? ' : ' : ': ';
  return {
    ...base,
    state: isRunning ? 'running' : 'done',
    errors: count('error'),
    warnings: count('warning'),
    milliseconds,
    schemas: schemas.map(({ name }) => name),
    notes: [
      ...notes.map((note) => note[language]),
      ...skipped.map(({ what, why }) => `${what}${colon}${why[language]}`),
    ],
  };
}

/** `found`: the path of the Circuit, where it was found in the workspace. */
export function circuitInfo({ circuit, loincBiologie }: LoincSources, found: string | undefined): CircuitInfo {
  return {
    ...circuit.info,
    ...(found !== undefined && { found }),
    ...(loincBiologie && { loincBiologie: { source: loincBiologie.source, codes: loincBiologie.length } }),
  };
}
