import { templateName } from '../cda/templates';
import type { AnsPackage } from '../package/ansPackage';
import type { CircuitInfo, OfficialInfo, OfficialSettings, StatusParams } from '../protocol';
import type { LoincSources } from '../terminology/loincList';
import { type Language, oneLine } from '../text';
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
  return { ...base, official, level, model: [shortName(name ?? 'CDA'), version].join(' ').trim() };
}

/** Of `BIO-CR-BIO - Compte rendu…` the code; of a long name its beginning: the list of the status is narrow. */
function shortName(name: string): string {
  const [code] = /^[A-Z]+(?:-[A-Z]+)+(?= - )/.exec(name) ?? [];
  return code ?? oneLine(name, 50);
}

/** How the official validation of a document stands, `run` being the setting. */
export function officialInfo(
  official: Official,
  snapshot: Snapshot,
  run: OfficialSettings['run'],
  ansPackage: AnsPackage | undefined,
  /** Why the folder of the setting is no package. */
  packageProblem: OfficialInfo['packageProblem'],
  language: Language,
): OfficialInfo {
  const version = ansPackage?.version.text[language];
  const base = {
    ...(version !== undefined && { package: version }),
    ...(packageProblem && { packageProblem }),
    ...(ansPackage?.xsd && { xsd: fileUri(ansPackage.xsd) }),
    skipped: [],
    notes: [],
  };
  if (run === 'off') return { ...base, state: 'off' };
  const last = official.verdict(snapshot.uri);
  const isStale = official.isStale(snapshot.uri);
  const isCurrent = last?.snapshot === snapshot && !isStale;
  const pending = official.wants(snapshot, run) ? 'running' : last ? 'outdated' : 'waiting';
  if (!last || isStale) return { ...base, state: pending };
  const { outcome, at } = last;
  if ('failure' in outcome) {
    return isCurrent ? { ...base, state: 'failed', notes: [outcome.failure[language]] } : { ...base, state: pending };
  }
  if (outcome.malformed) return { ...base, state: isCurrent ? 'malformed' : pending };
  const { findings, milliseconds, schemas, skipped, notes } = outcome;
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const colon = language === 'fr' ? ' : ' : ': ';
  return {
    ...base,
    state: isCurrent ? 'done' : pending,
    verdict: {
      errors: count('error'),
      warnings: count('warning'),
      milliseconds,
      at,
      schemas: schemas.map(({ name }) => name),
    },
    skipped: skipped.map(({ what, why }) => `${what}${colon}${why[language]}`),
    notes: notes.map((note) => note[language]),
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
