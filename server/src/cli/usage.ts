import type { Text } from '../text';

/** What `cda --help` prints. */
export function usage(version: string): Text {
  return {
    en: `CDA Workbench ${version}

  cda check   FILE|DIR|GLOB…  [--format text|json|sarif|junit|github|html] [--output FILE]
                              [--circuit FILE] [--loinc-biologie FILE] [--value-sets PATH]…
                              [--package DIR] [--official|--no-official]
                              [--rule ID=off|hint|info|warning|error]… [--max-warnings N]
                              [--jobs N] [--shard I/N] [--lang fr|en]
      checks documents
  cda render  FILE            [--stylesheet builtin|document|FILE] [-o OUT.html|OUT.pdf] [--lang fr|en]
      lays one document out
  cda results FILE|DIR|GLOB…  [--format table|json|csv] [--circuit FILE] [--loinc-biologie FILE] [--lang fr|en]
      lists laboratory results
  cda circuit import FILE     [--format text|json] [--lang fr|en]
  cda circuit show CODE       [--circuit FILE] [--format text|json] [--lang fr|en]
  cda circuit forget          [--lang fr|en]
      reads the value set Circuit de la biologie, to be used from then on; shows one analysis; goes back to the built-in excerpt
  cda package install [ZIP|URL] | restore | show [DIR]   [--lang fr|en]
      installs the ANS package, takes the one before again, shows the one in use
  cda convert VALUE FROM TO   [--code LOINC] [--circuit FILE] [--lang fr|en]
      converts a value from one unit to another

--package: folder of ANS testContenuCDA (XSD, Schematrons); without it, the one a document lies in, one in the working
  folder or beside it, or the installed one. --official: it is an error where there is none. --no-official: our rules alone.
--lang: language of what is printed; without it that of the system.
Exit codes: 0 no error finding (and warnings within --max-warnings), 1 findings, 2 could not run.
`,
    fr: `CDA Workbench ${version}

  cda check   FICHIER|DOSSIER|MOTIF…  [--format text|json|sarif|junit|github|html] [--output FICHIER]
                              [--circuit FICHIER] [--loinc-biologie FICHIER] [--value-sets CHEMIN]…
                              [--package DOSSIER] [--official|--no-official]
                              [--rule ID=off|hint|info|warning|error]… [--max-warnings N]
                              [--jobs N] [--shard I/N] [--lang fr|en]
      vérifie des documents
  cda render  FICHIER         [--stylesheet builtin|document|FICHIER] [-o SORTIE.html|SORTIE.pdf] [--lang fr|en]
      met en page un document
  cda results FICHIER|DOSSIER|MOTIF…  [--format table|json|csv] [--circuit FICHIER] [--loinc-biologie FICHIER] [--lang fr|en]
      liste les résultats de biologie
  cda circuit import FICHIER  [--format text|json] [--lang fr|en]
  cda circuit show CODE       [--circuit FICHIER] [--format text|json] [--lang fr|en]
  cda circuit forget          [--lang fr|en]
      lit le jeu de valeurs Circuit de la biologie, qui sert dès lors ; montre une analyse ; revient à l’extrait intégré
  cda package install [ZIP|URL] | restore | show [DOSSIER]   [--lang fr|en]
      installe le paquet de l’ANS, reprend le précédent, montre celui en usage
  cda convert VALEUR DE VERS  [--code LOINC] [--circuit FICHIER] [--lang fr|en]
      convertit une valeur d’une unité dans une autre

--package : dossier du paquet testContenuCDA de l’ANS (XSD, schématrons) ; à défaut, celui où se trouve le document, celui
  du dossier courant ou à côté, ou le paquet installé. --official : son absence est une erreur. --no-official : nos règles seules.
--lang : langue de ce qui est affiché ; à défaut, celle du système.
Codes de sortie : 0 aucune erreur (et avertissements dans la limite de --max-warnings), 1 des constats, 2 exécution impossible.
`,
  };
}
