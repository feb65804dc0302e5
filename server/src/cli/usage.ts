import type { Text } from '../text';

/** What `cda --help` prints; where a command's options are given, its part alone. */
export function usage(version: string, command = '', takes?: readonly string[]): Text {
  const say = (language: keyof Text) => {
    const commands = takes ? [synopses[command]] : Object.values(synopses);
    const options = explanations.filter(({ option }) => !takes || option === 'lang' || takes.includes(option));
    const rows = options.map(({ option, says }) => `  ${`--${option}`.padEnd(18)}${says[language].join(indent)}`);
    const parts = [
      commands.map((text) => text?.[language].join('\n')).join('\n'),
      rows.join('\n'),
      exitCodes[language],
    ];
    return `CDA Workbench ${version}\n\n${parts.join('\n\n')}\n`;
  };
  return { en: say('en'), fr: say('fr') };
}

const indent = `\n${' '.repeat(20)}`;

/** Lines in both languages. */
interface Lines {
  readonly en: readonly string[];
  readonly fr: readonly string[];
}

const synopses: Readonly<Record<string, Lines>> = {
  check: {
    en: [
      '  cda check   FILE|DIR|GLOB…  [--format text|json|sarif|junit|github|html] [--output FILE]',
      '                              [--circuit FILE] [--loinc-biologie FILE] [--value-sets PATH]…',
      '                              [--package DIR] [--official|--no-official]',
      '                              [--rule ID=off|hint|info|warning|error]… [--max-warnings N]',
      '                              [--jobs N] [--shard I/N] [--lang fr|en]',
      '      checks documents',
    ],
    fr: [
      '  cda check   FICHIER|DOSSIER|MOTIF…  [--format text|json|sarif|junit|github|html] [--output FICHIER]',
      '                              [--circuit FICHIER] [--loinc-biologie FICHIER] [--value-sets CHEMIN]…',
      '                              [--package DOSSIER] [--official|--no-official]',
      '                              [--rule ID=off|hint|info|warning|error]… [--max-warnings N]',
      '                              [--jobs N] [--shard I/N] [--lang fr|en]',
      '      vérifie des documents',
    ],
  },
  render: {
    en: [
      '  cda render  FILE            [--stylesheet builtin|document|FILE] [-o OUT.html|OUT.pdf] [--lang fr|en]',
      '      lays one document out',
    ],
    fr: [
      '  cda render  FICHIER         [--stylesheet builtin|document|FICHIER] [-o SORTIE.html|SORTIE.pdf] [--lang fr|en]',
      '      met en page un document',
    ],
  },
  results: {
    en: [
      '  cda results FILE|DIR|GLOB…  [--format table|json|csv] [--circuit FILE] [--loinc-biologie FILE] [--lang fr|en]',
      '      lists laboratory results',
    ],
    fr: [
      '  cda results FICHIER|DOSSIER|MOTIF…  [--format table|json|csv] [--circuit FICHIER] [--loinc-biologie FICHIER] [--lang fr|en]',
      '      liste les résultats de biologie',
    ],
  },
  circuit: {
    en: [
      '  cda circuit import FILE     [--format text|json] [--lang fr|en]',
      '  cda circuit show CODE       [--circuit FILE] [--format text|json] [--lang fr|en]',
      '  cda circuit forget          [--lang fr|en]',
      '      reads the value set Circuit de la biologie, to be used from then on; shows one analysis; goes back to the built-in excerpt',
    ],
    fr: [
      '  cda circuit import FICHIER  [--format text|json] [--lang fr|en]',
      '  cda circuit show CODE       [--circuit FICHIER] [--format text|json] [--lang fr|en]',
      '  cda circuit forget          [--lang fr|en]',
      '      lit le jeu de valeurs Circuit de la biologie, qui sert dès lors ; montre une analyse ; revient à l’extrait intégré',
    ],
  },
  package: {
    en: [
      '  cda package install [ZIP|URL] | restore | show [DIR]   [--lang fr|en]',
      '      installs the ANS package, takes the one before again, shows the one in use',
    ],
    fr: [
      '  cda package install [ZIP|URL] | restore | show [DOSSIER]   [--lang fr|en]',
      '      installe le paquet de l’ANS, reprend le précédent, montre celui en usage',
    ],
  },
  convert: {
    en: [
      '  cda convert VALUE FROM TO   [--code LOINC] [--circuit FILE] [--lang fr|en]',
      '      converts a value from one unit to another',
    ],
    fr: [
      '  cda convert VALEUR DE VERS  [--code LOINC] [--circuit FICHIER] [--lang fr|en]',
      '      convertit une valeur d’une unité dans une autre',
    ],
  },
};

const explanations: readonly { readonly option: string; readonly says: Lines }[] = [
  {
    option: 'circuit',
    says: {
      en: ['Circuit de la biologie (.xlsx, .csv, .tabs, FHIR); without it the imported one, else the built-in excerpt'],
      fr: ['Circuit de la biologie (.xlsx, .csv, .tabs, FHIR) ; à défaut, celui importé, sinon l’extrait intégré'],
    },
  },
  {
    option: 'loinc-biologie',
    says: {
      en: ['list LOINC Biologie: codes of the second coding priority, outside the Circuit (.xlsx, .csv, FHIR)'],
      fr: ['liste LOINC Biologie : codes de deuxième priorité, hors du Circuit (.xlsx, .csv, FHIR)'],
    },
  },
  {
    option: 'value-sets',
    says: {
      en: ['file, folder or zip of value sets, which go before those of the ANS package; may be repeated'],
      fr: ['fichier, dossier ou zip de jeux de valeurs, qui passent avant ceux du paquet de l’ANS ; répétable'],
    },
  },
  {
    option: 'package',
    says: {
      en: [
        'folder of ANS testContenuCDA (XSD, Schematrons); without it, the one a document lies in, one in the working',
        'folder or beside it, or the installed one',
      ],
      fr: [
        'dossier du paquet testContenuCDA de l’ANS (XSD, schématrons) ; à défaut, celui où se trouve le document, celui',
        'du dossier courant ou à côté, ou le paquet installé',
      ],
    },
  },
  {
    option: 'official',
    says: {
      en: ['it is an error where there is no ANS package'],
      fr: ['l’absence de paquet de l’ANS est une erreur'],
    },
  },
  { option: 'no-official', says: { en: ['our rules alone'], fr: ['nos règles seules'] } },
  {
    option: 'rule',
    says: {
      en: ['severity of one rule, off for none; may be repeated'],
      fr: ['gravité d’une règle, off pour la désactiver ; répétable'],
    },
  },
  {
    option: 'max-warnings',
    says: {
      en: ['more warnings than this give exit code 1; without it no number of them does'],
      fr: ['au-delà de ce nombre d’avertissements, code de sortie 1 ; à défaut, ils n’y changent rien'],
    },
  },
  {
    option: 'jobs',
    says: {
      en: ['threads, from 1 to 64; without it as the machine and the number of files suggest'],
      fr: ['fils d’exécution, de 1 à 64 ; à défaut, selon la machine et le nombre de fichiers'],
    },
  },
  {
    option: 'shard',
    says: {
      en: ['only the I-th of N parts of the files, the same on every machine'],
      fr: ['seulement la I-ième de N parts des fichiers, la même sur toute machine'],
    },
  },
  {
    option: 'lang',
    says: {
      en: ['language of what is printed; without it that of the system'],
      fr: ['langue de ce qui est affiché ; à défaut, celle du système'],
    },
  },
];

const exitCodes: Text = {
  en: 'Exit codes: 0 no error finding (and warnings within --max-warnings), 1 findings, 2 could not run.',
  fr: 'Codes de sortie : 0 aucune erreur (et avertissements dans la limite de --max-warnings), 1 des constats, 2 exécution impossible.',
};
