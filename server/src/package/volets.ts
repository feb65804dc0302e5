import type { Text } from '../text';
import type { DocumentSchematron } from './documentSchematrons';

/** What a header says of its model; the names of `cda check --format json`. */
export interface ModelToCheck {
  /** OID of the templateId of the document model. */
  readonly root?: string | undefined;
  readonly extension?: string | undefined;
  /** `ClinicalDocument/code/@code`. */
  readonly code?: string | undefined;
  readonly level: 1 | 3;
  /** Schematrons that the document itself names, by file name or path. */
  readonly named?: readonly string[];
}

export interface SchematronChoice {
  /** Absolute paths. */
  readonly paths: readonly string[];
  /** Why there is none, or not exactly the one of the declared version. */
  readonly note?: Text;
}

const arc = '1.2.250.1.213.1.1.1.';

/**
 * Document model (last arcs of its OID) ⇒ volet in the names of `schematrons/CI-SIS_<volet>_<version>.sch`, which the catalogue of
 * templates often calls otherwise. Read in the examples of the ANS package, each of which names its Schematron (reference A.3).
 */
const volets: Readonly<Record<string, string>> = {
  '2.1.1': 'CARD-F-PRC-AVK',
  '2.1.2': 'CARD-F-PRC-TAP',
  '2.1.3': 'CARD-F-PRC-DCI',
  '2.1.4': 'CARD-F-PRC-PSC',
  '2.1.5': 'CARD-F-PRC-PPV',
  '5.1': 'CSE-CS8',
  '5.2': 'CSE-CS9',
  '5.3': 'CSE-CS24',
  '5.4': 'CSE-MDE',
  '8': 'CANCER-FRCP',
  '12.1': 'OBP-SAP',
  '12.2': 'OBP-SNM',
  '12.3': 'OBP-SNE',
  '12.4': 'OBP-SCM',
  '12.5': 'OBP-SEM',
  '13': 'VSM',
  '15': 'AVC-AUNV',
  '16': 'AVC-EUNV',
  '17': 'AVC-SUNV',
  '18': 'OPH-CR-RTN',
  '21': 'LDL-EES',
  '22': 'DLU-EHPAD-DLU',
  '23': 'DLU-EHPAD-FLUDT',
  '24': 'DLU-EHPAD-FLUDR',
  '25': 'AVC-PAVC',
  '26': 'CANCER-PPS',
  '27': 'CANCER-D2LM-FIN',
  '28': 'CANCER-D2LM-FIDD',
  '29': 'LDL-SES',
  '30': 'SDM-MR',
  '32': 'CANCER-CR-GM',
  '36': 'CNAM-HR',
  '37': 'VAC',
  '38': 'TLM-DA',
  '39': 'EP-MED-DM',
  '40': 'ANEST-CR-ANEST',
  '41': 'ANEST-CR-CPA',
  '42': 'OPH-BRE',
  '45': 'IMG-CR-IMG',
  '46': 'VAC-NOTE',
  '47': 'IMG-DA-IMG',
  '51': 'IPS-FR',
  '52': 'BIO-EP-BIO',
  '54': 'eDISP-MED',
  '55': 'BIO-CR-BIO',
  '59': 'BIO-TROD',
};

/** VSM 1.4 has versions of its own: `201310` in the document, 2022.01 in the name of its Schematron. */
const oldSynthesis = { extension: '201310', volet: 'VSM_1.4' };

/** A level 1 document declares no volet; its code tells the one volet that has a Schematron all the same. */
const levelOneVolets: Readonly<Record<string, string>> = { '85208-7': 'TLM-CR' };

/**
 * The Schematron of a document's model: of exactly its version; where the document gives no version (reference A.3: eight published
 * examples do not), of the one it names itself, else of the newest. A version that the package does not know gets none: another
 * one's verdict would be no verdict.
 */
export function schematronsFor(
  { root, extension, code, level, named = [] }: ModelToCheck,
  known: readonly DocumentSchematron[],
): SchematronChoice {
  if (level === 1) {
    const volet = levelOneVolets[code ?? ''];
    return { paths: volet === undefined ? [] : newest(of(volet, known)) };
  }
  const oid = root?.trim() ?? '';
  const version = extension?.trim() ?? '';
  const isOldSynthesis = oid === `${arc}13` && version === oldSynthesis.extension;
  const volet = isOldSynthesis ? oldSynthesis.volet : oid.startsWith(arc) ? volets[oid.slice(arc.length)] : undefined;
  if (volet === undefined) return { paths: [], note: oid === '' ? noModel : unknownModel(oid) };
  const candidates = of(volet, known);
  const exact = isOldSynthesis ? candidates : candidates.filter((candidate) => candidate.version === version);
  if (exact.length > 0) return { paths: newest(exact) };
  if (candidates.length === 0) return { paths: [], note: noVolet(volet) };
  const versions = candidates.map((candidate) => candidate.version).sort();
  if (version !== '') return { paths: [], note: otherVersion(volet, version, versions) };
  const names = new Set(named.map(fileName));
  const [own] = newest(candidates.filter(({ path }) => names.has(fileName(path))));
  return own ? { paths: [own] } : { paths: newest(candidates), note: noVersion(volet, versions) };
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function of(volet: string, known: readonly DocumentSchematron[]): DocumentSchematron[] {
  return known.filter((candidate) => candidate.volet === volet);
}

function newest(candidates: readonly DocumentSchematron[]): string[] {
  return candidates
    .map(({ path, version }) => ({ path, version }))
    .sort((a, b) => (a.version < b.version ? 1 : -1))
    .slice(0, 1)
    .map(({ path }) => path);
}

const noModel: Text = {
  en: 'The document declares no CI-SIS document model: no Schematron of a volet applies to it.',
  fr: 'Le document ne déclare aucun modèle du CI-SIS : aucun schématron de volet ne s’y applique.',
};

function unknownModel(oid: string): Text {
  return {
    en: `The document model ${oid} has no Schematron of its own in the ANS package.`,
    fr: `Le modèle de document ${oid} n’a pas de schématron propre dans le paquet de l’ANS.`,
  };
}

function noVolet(volet: string): Text {
  return {
    en: `The ANS package in use has no Schematron of ${volet}.`,
    fr: `Le paquet de l’ANS utilisé n’a pas de schématron de ${volet}.`,
  };
}

function noVersion(volet: string, versions: readonly string[]): Text {
  return {
    en: `The document gives no version of ${volet}: checked with the newest one of the package, ${versions.at(-1)}.`,
    fr: `Le document n’indique pas la version de ${volet} : vérifié avec la plus récente du paquet, ${versions.at(-1)}.`,
  };
}

function otherVersion(volet: string, version: string, versions: readonly string[]): Text {
  return {
    en: `The ANS package in use has no Schematron of ${volet} ${version} (it has ${versions.join(', ')}): only the profiles were checked.`,
    fr: `Le paquet de l’ANS utilisé n’a pas de schématron de ${volet} ${version} (il a ${versions.join(', ')}) : seuls les profils ont été vérifiés.`,
  };
}
