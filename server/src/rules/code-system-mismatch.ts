import type { CodedValue } from '../cda/codes';
import { codeSystems as systems } from '../cda/names';
import {
  codeSystemName,
  codeSystems,
  contradictsCodeSystem,
  describeArc,
  findOid,
  isWellFormedOid,
  type OidInfo,
} from '../cda/oids';
import { loincKind } from '../terminology/loinc';
import { copied } from '../text';
import type { XmlAttribute } from '../xml/tree';
import { battery, result } from './examples';
import { replacement } from './fixes';
import type { Problem, Rule, Text } from './rule';

const LOINC = systems.loinc;
const SNOMED = '2.16.840.1.113883.6.96';
const answer = (codeSystem: string, name: string) => coded(codeSystem, name, 'LA6577-6');
const observed = (codeSystem: string, name?: string, code = '260385009') =>
  result({
    value: `<value xsi:type="CD" code="${code}" displayName="Négatif" codeSystem="${codeSystem}"${name ? ` codeSystemName="${name}"` : ''}/>`,
  });
const coded = (codeSystem: string, name?: string, code?: string) => battery(observed(codeSystem, name, code));
const several = (...uses: readonly { system: string; name?: string }[]) =>
  battery(...uses.map(({ system, name }) => observed(system, name, 'LA6577-6')));

/** Arcs whose code systems the catalogue of OIDs holds: one that it lacks is suspect. Elsewhere it is some organisation's own. */
const covered: ReadonlySet<string> = new Set([
  '1.2.250.1.213.1.1.4',
  '1.2.250.1.213.1.1.5',
  '1.3.6.1.4.1.19376',
  '1.3.6.1.4.1.19376.1.3',
  '1.3.6.1.4.1.19376.1.5.3',
  '1.3.6.1.4.1.19376.1.9',
]);

const uuid = /^[\dA-F]{8}(?:-[\dA-F]{4}){3}-[\dA-F]{12}$/i;

/** URIs of FHIR and names that stand where the OID belongs. */
const uris: ReadonlyMap<string, string> = new Map([
  ['http://loinc.org', LOINC],
  ['http://snomed.info/sct', SNOMED],
  ['http://unitsofmeasure.org', '2.16.840.1.113883.6.8'],
]);

/** A code means what its codeSystem says: a name that says something else misleads every reader. */
export const codeSystemMismatch: Rule = {
  id: 'code-system-mismatch',
  severity: 'error',
  summary: {
    en: 'codeSystemName that contradicts codeSystem, or codeSystem that is not a known OID',
    fr: 'codeSystemName qui contredit codeSystem, ou codeSystem qui n’est pas un OID connu',
  },
  source: 'Functional reference, section I.1 #10 and #22; data/oids.json',
  good: [
    { xml: coded(SNOMED, 'SNOMED CT') },
    { xml: coded(SNOMED, 'Nomenclature SNOMED-CT, version 2024') },
    { xml: coded('1.2.250.1.2.3.4', 'table des codes locaux du laboratoire') },
    { xml: coded('1.3.5.1.4.1.19376.1.5.3.2', 'IHEActCode') },
    { xml: coded('1.2.250.1.213.2.12', 'SNOMED') },
  ],
  bad: [
    { xml: coded(SNOMED, 'LOINC'), at: 'LOINC', fixed: coded(SNOMED, 'SNOMED CT') },
    { xml: answer(SNOMED, 'LOINC'), at: 'LOINC', fixed: answer(LOINC, 'LOINC') },
    {
      xml: coded('2.16.840.1.113883.6', 'CIM-10'),
      at: '2.16.840.1.113883.6',
      fixed: coded('2.16.840.1.113883.6.3', 'CIM-10'),
    },
    { xml: coded(`${SNOMED}.`), at: `${SNOMED}.`, fixed: coded(SNOMED) },
    { xml: coded('urn:oid:2.16.840.1.113883.6.96'), at: 'urn:oid:2.16.840.1.113883.6.96', fixed: coded(SNOMED) },
    { xml: coded('LOINC'), at: 'LOINC', fixed: coded(LOINC) },
    { xml: coded(`${LOINC} `), at: `${LOINC} `, fixed: coded(LOINC) },
    {
      xml: coded('2.16.840.1.113883.6.960', 'SNOMED CT'),
      at: '2.16.840.1.113883.6.960',
      fixed: coded(SNOMED, 'SNOMED CT'),
    },
    { xml: answer('1.2.3', 'LOINC'), at: '1.2.3', fixed: answer(LOINC, 'LOINC') },
    { xml: coded('1.2.3', 'snomed-ct'), at: '1.2.3', fixed: coded(SNOMED, 'snomed-ct') },
    // An earlier use without name says nothing; one finding for all uses of the same OID and name.
    {
      xml: several({ system: '1.2.3' }, { system: '1.2.3', name: 'LOINC' }, { system: '1.2.3', name: 'LOINC' }),
      at: '1.2.3',
    },
    { xml: coded('laboratoire', undefined, '718-7'), at: 'laboratoire', fixed: coded(LOINC, undefined, '718-7') },
    { xml: coded('1.2.250.1.213.1.1.4.99999'), at: '1.2.250.1.213.1.1.4.99999' },
    { xml: coded('1.2.250.1.213.1.1.3.80'), at: '1.2.250.1.213.1.1.3.80' },
  ],
  *check({ codedValues }) {
    const settled = new Set<string>();
    const known = new Set<string>();
    for (const coded of codedValues) {
      const { codeSystem, codeSystemName: name } = coded;
      if (!codeSystem) continue;
      const written = name?.value ?? '';
      if (agreeing.get(codeSystem.value)?.has(written)) continue;
      const oid = codeSystem.value.trim();
      const pair = `${codeSystem.value} ${written}`;
      if (!oid || settled.has(pair) || uuid.test(oid)) continue;
      // White space around an OID makes it another text for every program that compares it.
      if (!isWellFormedOid(codeSystem.value)) {
        yield malformed(codeSystem, coded, oid);
        continue;
      }
      const contradiction = contradicted(coded, oid);
      if (contradiction) {
        yield contradiction;
        continue;
      }
      settled.add(pair);
      const system = findOid(oid);
      if (system?.kind === 'code-system') {
        keepAgreeing(oid, written);
        continue;
      }
      const named = system ? undefined : otherName(coded, oid);
      if (named) {
        yield named;
        continue;
      }
      if (known.has(oid)) continue;
      known.add(oid);
      yield* otherOid(codeSystem, oid);
    }
  },
};

/** Names that agree with known code systems (`''`: none written), by OID: all documents repeat the same few. */
const agreeing = new Map<string, Set<string>>();
/** Of one code system, of which the catalogue has a few hundred. */
const mostNames = 20;
const longestName = 100;

function keepAgreeing(oid: string, name: string): void {
  if (name.length > longestName) return;
  const names = agreeing.get(oid);
  if (!names) agreeing.set(copied(oid), new Set([copied(name)]));
  else if (names.size < mostNames) names.add(copied(name));
}

/** Whether a code that can only be LOINC stands under an OID that is none or unknown, so that `codeSystemMismatch` offers LOINC's. */
export function isLoincMisspelt(coded: CodedValue): boolean {
  const oid = coded.codeSystem?.value.trim();
  if (!oid || uuid.test(oid) || loincKind(coded.code?.value.trim() ?? '') !== 'term') return false;
  if (!isWellFormedOid(oid)) return meantBy(oid, coded) === LOINC;
  const name = coded.codeSystemName?.value ?? '';
  const contradiction = contradictsCodeSystem(oid, name);
  if (contradiction)
    return contradiction.kind === 'misspelt-oid' && contradiction.named.some((system) => system.oid === LOINC);
  return findOid(oid) === undefined && systemNamed(name)?.oid === LOINC;
}

/** The OID that something else stands for. */
function meantBy(oid: string, { code, codeSystemName: name }: CodedValue): string | undefined {
  const tidy = tidied(oid);
  if (isWellFormedOid(tidy)) return tidy;
  const named = uris.get(oid.replace(/\/$/, '')) ?? (systemNamed(oid) ?? (name && systemNamed(name.value)))?.oid;
  return named ?? (loincKind(code?.value.trim() ?? '') === 'term' ? LOINC : undefined);
}

function malformed(codeSystem: XmlAttribute, coded: CodedValue, oid: string): Problem {
  const meant = meantBy(oid, coded);
  return {
    at: codeSystem.valueSpan,
    message: {
      en: `codeSystem “${codeSystem.value}” is not an OID: write the OID of the code system${meant ? `, ${meant}` : ''}.`,
      fr: `codeSystem « ${codeSystem.value} » n’est pas un OID : écrire l’OID du système de codage${meant ? `, ${meant}` : ''}.`,
    },
    ...(meant && { fixes: [replacement(codeSystem, meant)] }),
  };
}

/** Without a URN's prefix, blanks, commas for dots, dots too many and zeros before a number. */
function tidied(oid: string): string {
  return oid
    .replace(/^urn:oid:/i, '')
    .replace(/[\s\u00a0]+/g, '')
    .replace(/,/g, '.')
    .split('.')
    .filter((arc) => arc !== '')
    .join('.')
    .replace(/\.0+(?=\d)/g, '.');
}

function contradicted({ code, codeSystem, codeSystemName: name }: CodedValue, oid: string): Problem | undefined {
  const contradiction = name && codeSystem && contradictsCodeSystem(oid, name.value);
  if (!contradiction) return undefined;
  const { named, kind } = contradiction;
  const others = { en: list(named, 'en', ' or '), fr: list(named, 'fr', ' ou ') };
  const toOid = named.map((system) => replacement(codeSystem, system.oid));
  if (kind === 'misspelt-oid') {
    return {
      at: codeSystem.valueSpan,
      message: {
        en: `codeSystem ${oid} is no known code system, and codeSystemName says ${name.value}: probably ${others.en} is meant.`,
        fr: `codeSystem ${oid} n’est pas un système de codage connu, et codeSystemName indique ${name.value} : sans doute ${others.fr}.`,
      },
      fixes: toOid,
    };
  }
  const official = codeSystemName(oid);
  const toName = official ? [replacement(name, official)] : [];
  const system = findOid(oid)?.name ?? { en: oid, fr: oid };
  return {
    at: name.valueSpan,
    message: {
      en: `codeSystemName “${name.value}” is that of ${others.en}, but codeSystem ${oid} is ${system.en}: correct the one that is wrong.`,
      fr: `codeSystemName « ${name.value} » est celui de ${others.fr}, mais codeSystem ${oid} est ${system.fr} : corriger celui des deux qui est faux.`,
    },
    fixes: nameIsRight(code?.value.trim() ?? '', oid, named) ? [...toOid, ...toName] : [...toName, ...toOid],
  };
}

/** Whether the form of the code speaks for the name: LOINC's is like no other. */
function nameIsRight(code: string, oid: string, named: readonly OidInfo[]): boolean {
  const loinc = loincKind(code) !== undefined;
  return loinc ? named.some((system) => system.oid === LOINC) : oid === LOINC;
}

/** The code systems whose names mean them and nothing else, with the form of their codes. */
const wellKnown: ReadonlyMap<string, RegExp> = new Map([
  [LOINC, /^(?:\d{1,8}-\d|L[APLG]\d+-\d|xx-.+)$/i],
  [SNOMED, /^\d{6,18}$/],
]);

/** An unknown OID under the name of a known code system; the first use of the OID with that name stands for all. */
function otherName({ code, codeSystem, codeSystemName: name }: CodedValue, oid: string): Problem | undefined {
  const named = name && systemNamed(name.value);
  if (!codeSystem || !named) return undefined;
  const form = wellKnown.get(named.oid);
  const isPlausible = !form || form.test(code?.value.trim() ?? '');
  return {
    at: codeSystem.valueSpan,
    ...(!form && { severity: 'info' }),
    message: form
      ? {
          en: `codeSystemName says ${name.value}, whose OID is ${named.oid}, but codeSystem is ${oid}, which is unknown: correct the one that is wrong.`,
          fr: `codeSystemName indique ${name.value}, dont l’OID est ${named.oid}, mais codeSystem est ${oid}, inconnu : corriger celui des deux qui est faux.`,
        }
      : {
          en: `codeSystem ${oid} is unknown; the OID of ${name.value} is ${named.oid}. Check it.`,
          fr: `codeSystem ${oid} est inconnu ; l’OID de ${name.value} est ${named.oid}. À vérifier.`,
        },
    ...(isPlausible && { fixes: [replacement(codeSystem, named.oid)] }),
  };
}

/** A well-formed OID that is no known code system; its first use in the document stands for all. */
function* otherOid(codeSystem: XmlAttribute, oid: string): Generator<Problem> {
  const at = codeSystem.valueSpan;
  const info = findOid(oid);
  if (info) {
    const kind = kinds[info.kind];
    yield {
      at,
      severity: 'warning',
      message: {
        en: `codeSystem ${oid} is ${kind.en} (${info.name.en}), not a code system: give the OID of the code system the code comes from.`,
        fr: `codeSystem ${oid} est ${kind.fr} (${info.name.fr}), pas un système de codage : indiquer l’OID du système de codage d’où vient le code.`,
      },
    };
    return;
  }
  const arc = describeArc(oid);
  if (!arc || !covered.has(arc.oid)) return;
  yield {
    at,
    severity: 'info',
    message: {
      en: `codeSystem ${oid} is not among the known code systems of ${arc.name.en}: check the OID.`,
      fr: `codeSystem ${oid} ne figure pas parmi les systèmes de codage connus (${arc.name.fr}) : vérifier l’OID.`,
    },
  };
}

const kinds: Readonly<Record<OidInfo['kind'], Text>> = {
  'code-system': { en: 'a code system', fr: 'un système de codage' },
  'value-set': { en: 'a value set', fr: 'un jeu de valeurs' },
  identifier: { en: 'the root of identifiers', fr: 'la racine d’identifiants' },
  arc: { en: 'an arc', fr: 'une branche' },
  template: { en: 'a template', fr: 'un templateId' },
};

/** Each name once, with its OIDs. */
function list(systems: readonly OidInfo[], language: keyof Text, or: string): string {
  const names = new Set(systems.map(({ name }) => name[language]));
  const oids = (wanted: string) => systems.filter(({ name }) => name[language] === wanted).map(({ oid }) => oid);
  return [...names].map((name) => `${name} (${oids(name).join(or)})`).join(or);
}

let byName: ReadonlyMap<string, OidInfo | undefined> | undefined;

/** The only code system with this usual name. */
function systemNamed(name: string): OidInfo | undefined {
  byName ??= usualNames();
  return byName.get(foldName(name));
}

function foldName(name: string): string {
  return name.replace(/[\s\u00a0_-]+/g, '').toLowerCase();
}

function usualNames(): Map<string, OidInfo | undefined> {
  const systems = new Map<string, OidInfo | undefined>();
  for (const system of codeSystems()) {
    const name = foldName(codeSystemName(system.oid) ?? '');
    if (name) systems.set(name, systems.has(name) ? undefined : system);
  }
  return systems;
}
