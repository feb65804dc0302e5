// Makes data/templates.json, data/circuit.json and data/oids.json from the project's reference files, which are not part of
// the repository. Run by hand where they are (`node scripts/data.mjs [FOLDER]`, default ../shared); the output is committed.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const shared = resolve(root, process.argv[2] ?? '../shared');
const ANS = 'ansforge/interop-outil-cda-testcontenucda3.0-outil-validation-documents-cda@61e148b6 (2025-03-06)';
const LOINC =
  'Contains content from LOINC (http://loinc.org), copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under http://loinc.org/license. See data/licences/LOINC.txt.';

const read = (path) => JSON.parse(readFileSync(join(shared, path), 'utf8'));
const plain = (name) => name.replace(/\s*\(name uncertain[^)]*\)/, '').replace(/^\s+|\s+$/g, '');
const some = (list) => (list?.length ? list : undefined);
const byOid = (a, b) => {
  const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)];
  const at = x.findIndex((part, i) => part !== y[i]);
  return at < 0 ? x.length - y.length : x[at] - (y[at] ?? -1);
};

/** One entry per line, so that a change of one entry is a change of one line. */
function write(name, head, key, entries) {
  const lines = entries.map(([id, entry]) => `    ${JSON.stringify(id)}: ${JSON.stringify(entry)}`);
  const top = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  writeFileSync(join(root, 'data', name), `${top},\n  "${key}": {\n${lines.join(',\n')}\n  }\n}\n`);
}

const codes = (list) => some(list?.map(({ code }) => code));

function templates() {
  const rows = read('domain/templates.json').filter(
    ({ oid, extension }) => extension === undefined && !(oid in ANOMALIES),
  );
  const entries = rows.map((row) => {
    const asserted = HEADERS.find(([oid]) => oid === row.oid)?.[1] ?? [];
    const header = isHeader(row) ? STRUC_MIN.filter((oid) => oid !== row.oid) : [];
    const companions = [...new Set([...header, ...row.requiresBySchematron, ...asserted])];
    const corrected = row.requiresObserved.map((oid) => (oid in ANOMALIES ? ANOMALIES[oid].meant : oid));
    const observed = [...new Set(corrected)].filter((oid) => oid && oid !== row.oid && !companions.includes(oid));
    const extensions =
      row.kind === 'document'
        ? Object.keys(row.extensionsSeen ?? {})
            .filter((version) => version !== 'None')
            .concat(VERSIONS[row.oid] ?? [])
            .sort()
        : [];
    return [
      row.oid,
      {
        name: plain(row.name),
        fr: row.nameFr,
        volet: row.shortName,
        kind: row.kind,
        by: row.definedBy,
        on: some([row.element, ...(row.otherElements ?? []), ...(ALSO_ON[row.oid] ?? [])].filter(Boolean)),
        companions: some(companions),
        oneOf: ONE_OF[row.oid],
        observed: some(observed),
        extensions: some(extensions),
        documentCodes: codes(row.documentCodes),
        sectionCodes: row.sectionCodes?.length <= 3 ? codes(row.sectionCodes) : undefined,
        examples: row.seenIn || undefined,
        confidence: row.confidence,
        uncertain: row.nameUncertain ? true : undefined,
        source: row.schematronFiles[0],
      },
    ];
  });
  const head = {
    source: `templateIds of the 94 examples and 59 schematrons of ${ANS}; document names from NOS TRE_R220 (reference A.1); the rest of HL7 CCD (2007). "source" of an entry: one schematron that names it`,
    licence:
      'Names, OIDs and co-occurrence read in files that the Agence du numérique en santé publishes; the files themselves are not copied.',
    anomalies: ANOMALIES,
  };
  const known = new Set(entries.map(([oid]) => oid));
  for (const [last, name, on] of CCD.map((row) => row.split('|'))) {
    const oid = `2.16.840.1.113883.10.20.1.${last}`;
    const kind = on === 'section' ? 'section' : 'entry';
    if (known.has(oid)) continue;
    entries.push([oid, { name, kind, by: 'HL7 CCD (2007)', on: [on], confidence: 'medium', uncertain: true }]);
  }
  write(
    'templates.json',
    head,
    'templates',
    entries.sort(([a], [b]) => byOid(a, b)),
  );
}

/** The two templates of every header: StrucMin, include/1.2.250.1.213.1.1.1.1-2017-12-13T103531.sch, lines 29 and 31. */
const STRUC_MIN = ['2.16.840.1.113883.2.8.2.1', '1.2.250.1.213.1.1.1.1'];
const isHeader = ({ oid }) => STRUC_MIN.includes(oid) || oid.startsWith('1.2.250.1.213.1.1.1.');

/**
 * Templates that the schematron of a volet asserts on its ClinicalDocument, where the rule's context is the element and not the
 * template, so that the reference files lack them. Files under schematrons/include/specificationsVolets unless said.
 */
const HEADERS = [
  // BIO-CR-BIO_2021.01 and _2024.01/Entete/Entete_CR-BIO.sch
  ['1.2.250.1.213.1.1.1.55', ['1.3.6.1.4.1.19376.1.3.3']],
  // BIO-TROD_2024.01/Entete/Entete_BIO-TROD.sch
  ['1.2.250.1.213.1.1.1.59', ['1.3.6.1.4.1.19376.1.5.3.1.1.1']],
  // EP-MED-DM_2022.01, _2023.01 and _2024.01/Entete
  ['1.2.250.1.213.1.1.1.39', ['1.3.6.1.4.1.19376.1.5.3.1.1.1', '1.3.6.1.4.1.19376.1.9.1.1.1']],
  // eDISP-MED_2024.01/Entete/Entete_eDISP-MED_2024.01.sch
  ['1.2.250.1.213.1.1.1.54', ['1.3.6.1.4.1.19376.1.5.3.1.1.1', '1.3.6.1.4.1.19376.1.9.1.1.3']],
  // IMG-CR-IMG_2024.01/Entete/Entete_IMG-CR-IMG.sch
  ['1.2.250.1.213.1.1.1.45', ['1.2.840.10008.9.1', '1.2.840.10008.9.20', '1.2.840.10008.9.21']],
  // IMG-DA-IMG_2024.01/Entete/Entete_IMG-DA-IMG.sch
  ['1.2.250.1.213.1.1.1.47', ['1.2.840.10008.9.20']],
  // OPH-BRE_2022.02/en-tete/Entete_OPH-BRE.sch
  ['1.2.250.1.213.1.1.1.42', ['1.3.6.1.4.1.19376.1.9.1.1.1']],
  // VAC_2023.01/Entete/Entete_VAC_2023.01.sch and VAC-NOTE_2023.01/Entete/Entete_VAC-NOTE_2023.01.sch
  ['1.2.250.1.213.1.1.1.37', ['1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2']],
  ['1.2.250.1.213.1.1.1.46', ['1.3.6.1.4.1.19376.1.5.3.1.1.18.1.2']],
  // schematrons/CI-SIS_CSE-CS8_2022.01.sch, _2024.01, _2025.01; CSE-CS9_… and CSE-CS24_…/Entete of the same years
  ['1.2.250.1.213.1.1.1.5.1', ['1.2.250.1.213.1.1.1.5', '1.3.6.1.4.1.19376.1.7.3.1.1.13.1']],
  ['1.2.250.1.213.1.1.1.5.2', ['1.2.250.1.213.1.1.1.5']],
  ['1.2.250.1.213.1.1.1.5.3', ['1.2.250.1.213.1.1.1.5']],
  // schematrons/include/entrees/E_acte_fr.sch, with ONE_OF
  ['1.3.6.1.4.1.19376.1.5.3.1.4.19', ['1.2.250.1.213.1.1.3.62']],
];

/** Alternatives of which a schematron demands one: an act done (.29) or planned (.25), schematrons/include/entrees/E_acte_fr.sch. */
const ONE_OF = {
  '1.3.6.1.4.1.19376.1.5.3.1.4.19': ['2.16.840.1.113883.10.20.1.29', '2.16.840.1.113883.10.20.1.25'],
};

/**
 * Versions that have a schematron in the ANS package and no example (names of `schematrons/CI-SIS_*.sch`). Not 2022.01 of …1.51: it
 * is eP-BIO, which had the OID before IPS-FR (BIO-EP-BIO_2022.01/Entete).
 */
const VERSIONS = {
  '1.2.250.1.213.1.1.1.5.1': ['2022.01'],
  '1.2.250.1.213.1.1.1.5.2': ['2022.01'],
  '1.2.250.1.213.1.1.1.5.3': ['2022.01'],
  '1.2.250.1.213.1.1.1.13': ['2023.01'],
  '1.2.250.1.213.1.1.1.30': ['2025.01'],
  '1.2.250.1.213.1.1.1.42': ['2022.01'],
  '1.2.250.1.213.1.1.1.55': ['2021.01'],
};

/** OIDs met as templateId that are none, and what was meant (reference A.1). */
const ANOMALIES = {
  '1.2.250.1.71.4.2.2': {
    en: 'the OID of the system of structure identifiers, not a template',
    fr: 'l’OID du système des identifiants de structures, pas un modèle',
  },
  '1.3.6.1.4.1.19376.1.12.1.10.14': {
    meant: '1.3.6.1.4.1.19376.1.12.1.2.14',
    en: 'a typing error of a schematron (S_lacrimal.sch)',
    fr: 'une faute de frappe d’un schématron (S_lacrimal.sch)',
  },
  '2.16.840.1.11383.10.20.1.7': {
    meant: '2.16.840.1.113883.10.20.1.7',
    en: 'a typing error (11383 for 113883) found in 15 ANS examples',
    fr: 'une faute de frappe (11383 pour 113883) présente dans 15 exemples de l’ANS',
  },
};

/** The templates of HL7 CCD (2007) that the corpus does not use, so that a document may; names from memory of the guide. */
const CCD = [
  '3|Encounters section|section',
  '5|Functional status section|section',
  '7|Medical equipment section|section',
  '9|Payers section|section',
  '13|Purpose section|section',
  '14|Results section|section',
  '15|Social history section|section',
  '19|Authorization activity|act',
  '30|Purpose activity|act',
  '37|Advance directive status observation|observation',
  '38|Age observation|observation',
  '39|Alert status observation|observation',
  '41|Episode observation|observation',
  '42|Family history cause of death observation|observation',
  '44|Functional status status observation|observation',
  '45|Location participation|participant',
  '47|Medication status observation|observation',
  '48|Patient awareness|participant',
  '56|Social history status observation|observation',
  '58|Verification of an advance directive observation|participant',
];

/** Elements a template may stand on by its own specification, beyond those of the examples: HL7 CCD (2007) and IHE PCC TF-2. */
const ALSO_ON = {
  '2.16.840.1.113883.10.20.1.25': ['act', 'supply'],
  '2.16.840.1.113883.10.20.1.29': ['act', 'observation'],
  '1.3.6.1.4.1.19376.1.5.3.1.4.4': ['observation', 'procedure', 'substanceAdministration', 'supply', 'encounter'],
  '1.3.6.1.4.1.19376.1.5.3.1.4.4.1': ['observation', 'procedure', 'substanceAdministration', 'supply', 'encounter'],
  '1.3.6.1.4.1.19376.1.5.3.1.4.19': ['act', 'observation'],
  '1.2.250.1.213.1.1.3.62': ['act', 'observation'],
  '1.3.6.1.4.1.19376.1.3.3.1.4': ['informationRecipient'],
};

const yes = { O: true, N: false };

function circuit() {
  const { rows, mentionsElsewhere, source } = read('domain/circuit-excerpt.json');
  const workbook = rows
    .filter((row) => row.usable && !row.table.startsWith('conversion'))
    .map((row) => ({
      loinc: row.S,
      label: row.T,
      editionLabel: row.U,
      comparability: row.V,
      restricted: yes[row.W],
      recommendedUnit: row.X,
      unit: row.Y,
      systematic: yes[row.Z],
      twin: row.AA ?? undefined,
      factor: row.AB ?? undefined,
      chapter: row.chapitre ? { code: row.chapitre.code, label: row.chapitre.libelle } : undefined,
      rank: row.rang,
      prescriptions: row.examenPrescriptible && [
        { code: row.examenPrescriptible.LOINC, label: row.examenPrescriptible.libelleDemande },
      ],
    }));
  const known = new Set(workbook.map(({ loinc }) => loinc));
  const quoted = mentionsElsewhere
    .filter((row) => !known.has(row.S))
    .map((row) => ({ loinc: row.S, label: row.T, comparability: row.V, unit: row.Y?.split(' ')[0], partial: true }));
  const head = {
    source: `Excerpt: ${source}. Rows marked "partial" are quoted from its scenarios LGC.MDV.09.02 to 09.04`,
    licence: LOINC,
  };
  const lines = [...new Set([...workbook, ...quoted].map((row) => `    ${JSON.stringify(row)}`))];
  const top = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  writeFileSync(join(root, 'data/circuit.json'), `${top},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`);
}

const KINDS = { s: 'code-system', v: 'value-set', i: 'identifier', o: 'arc' };

/** The rows of data/oids.txt. */
function writtenNames() {
  const lines = readFileSync(join(root, 'data/oids.txt'), 'utf8').split('\n');
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('|'));
  return rows.map(([oid, kind, name, fr, aliases]) => [
    oid.trim(),
    {
      kind: KINDS[kind.trim()],
      name: name.trim(),
      fr: fr.trim() || undefined,
      aliases: some(aliases.split(';').flatMap((alias) => alias.trim() || [])),
    },
  ]);
}

const attributes = (tag) =>
  Object.fromEntries([...tag.matchAll(/(\w+)\s*=\s*"([^"]*)"/g)].map(([, key, value]) => [key, value]));
const files = (folder) =>
  readdirSync(join(shared, folder))
    .sort()
    .map((file) => readFileSync(join(shared, folder, file), 'utf8'));

/** Value sets by OID, and the code systems they draw from with the value sets that do. */
function valueSets() {
  const sets = new Map();
  const systems = new Map();
  for (const text of files('corpus/value-sets')) {
    const { id, displayName } = attributes(/<ValueSet\b[^>]*>/.exec(text)?.[0] ?? '');
    const name = displayName.replace(/\.tabs$/, '');
    sets.set(id, [...new Set([...(sets.get(id) ?? []), name])].sort());
    for (const [, system] of text.matchAll(/\bcodeSystem="([\d.]+)"/g)) {
      if (!systems.has(system) || name < systems.get(system)) systems.set(system, name);
    }
  }
  return { sets, systems };
}

/** Code systems of the examples with the codeSystemName they use most. */
function exampleSystems() {
  const uses = new Map();
  for (const text of files('corpus/examples')) {
    for (const [tag] of text.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<[\w:]+\s[^<>]*codeSystem=[^<>]*>/g)) {
      const { codeSystem, codeSystemName } = attributes(tag);
      if (!/^[\d.]+$/.test(codeSystem ?? '') || !codeSystemName) continue;
      const names = uses.get(codeSystem) ?? new Map();
      uses.set(codeSystem, names.set(codeSystemName.trim(), (names.get(codeSystemName.trim()) ?? 0) + 1));
    }
  }
  return new Map([...uses].map(([oid, names]) => [oid, [...names].sort((a, b) => b[1] - a[1])[0][0]]));
}

/** OIDs of the examples that are typing errors or samples: not to be taught (reference C.2, C.7). */
const NOT_NAMED = [
  '1.2.250.1.2.3.4',
  '1.2.3.4.833',
  '1.3.5.1.4.1.19376.1.5.3.2',
  '2.16.840.1.113883.6',
  '2.16.840.1.113883.4.642.2.468',
];

function oids() {
  const { sets, systems } = valueSets();
  const entries = new Map();
  for (const [oid, names] of sets) entries.set(oid, { kind: 'value-set', name: names.join(' / ') });
  for (const [oid, name] of systems) {
    if (!entries.has(oid))
      entries.set(oid, { kind: 'code-system', name: `Code system of ${name}`, fr: `Système de codes de ${name}` });
  }
  for (const [oid, name] of exampleSystems()) {
    const known = entries.get(oid);
    if (!NOT_NAMED.includes(oid) && known?.kind !== 'value-set') entries.set(oid, { kind: 'code-system', name });
  }
  for (const [oid, entry] of writtenNames()) entries.set(oid, entry);
  const head = {
    source: `data/oids.txt, the 523 value sets and the codeSystemName of the 94 examples of ${ANS}`,
    licence: 'OIDs and names only, no content of the terminologies.',
  };
  write(
    'oids.json',
    head,
    'oids',
    [...entries].sort(([a], [b]) => byOid(a, b)),
  );
}

templates();
circuit();
oids();
