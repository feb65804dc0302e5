import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { builtCda } from './run';

const sample = join(__dirname, '../../samples/CR-BIO_correct.xml');
const json = join(__dirname, '../../package.json');

/** What each command line says on stderr in French; exit code 2 in both languages. */
const refused: readonly (readonly [args: string, french: RegExp])[] = [
  ['', /aucune commande/],
  ['zork', /commande inconnue : zork/],
  ['check', /check attend un fichier/],
  ['check --foo', /option inconnue : --foo/],
  ['check --jobs', /il manque la valeur de l’option --jobs/],
  ['check a -o', /il manque la valeur de l’option --output/],
  ['check a --official=1', /l’option --official ne prend pas de valeur/],
  ['check nowhere.xml', /fichier introuvable : nowhere\.xml/],
  ['check SAMPLE --no-official -o /nowhere/a', /écriture de \/nowhere\/a impossible : son dossier n’existe pas/],
  ['check SAMPLE --package nowhere', /Le dossier du paquet de l’ANS n’existe pas/],
  ['check SAMPLE --circuit nowhere', /nowhere : Le fichier n’existe pas/],
  ['check SAMPLE --value-sets nowhere', /--value-sets nowhere : Le fichier ou dossier n’existe pas/],
  ['check SAMPLE --value-sets JSON', /package\.json : Ce n’est pas un jeu de valeurs/],
  ['check SAMPLE --value-sets .', /--value-sets \. : Aucun jeu de valeurs lisible/],
  ['check SAMPLE --rule a=off', /aucune règle a/],
  ['render', /render attend un seul fichier/],
  ['render SAMPLE --jobs 2', /render n’a pas d’option --jobs/],
  ['results', /results attend un fichier/],
  ['circuit', /circuit attend import FICHIER, show CODE ou forget/],
  ['circuit forget', /aucun Circuit n’a été importé/],
  ['circuit import JSON', /: Ce n’est ni un classeur/],
  ['circuit import .', /^cda: \. : C’est un dossier, pas un fichier\.$/m],
  ['check SAMPLE --circuit .', /: C’est un dossier/],
  ['check SAMPLE --loinc-biologie .', /: C’est un dossier/],
  ['circuit show 3016-3 --circuit', /il manque la valeur de l’option --circuit/],
  ['circuit show 3016-3 --circuit --format json', /il manque la valeur de l’option --circuit/],
  ['circuit show 3016-3 --format csv', /--format vaut text ou json/],
  ['package', /package attend install/],
  ['package install .', /est un dossier : il faut une archive zip/],
  ['package show nowhere', /aucun paquet de l’ANS ici/],
  ['convert 1', /convert attend VALEUR DE VERS/],
  ['convert 1 zz g/L', /n’est pas une unité UCUM/],
];

suite('the language of the command line', () => {
  for (const [line, french] of refused) {
    test(`cda ${line}`, () => {
      const args = line.split(' ').filter(Boolean);
      const named = args.map((arg) => ({ SAMPLE: sample, JSON: json })[arg] ?? arg);
      // Before the command: an option whose value is missing must stay the last.
      const [fr, en] = ['fr', 'en'].map((language) => builtCda('--lang', language, ...named));
      assert.ok(fr && en);
      assert.deepEqual([fr.code, en.code, fr.err.trim().split('\n').length], [2, 2, 1]);
      assert.match(fr.err, french);
      assert.notEqual(fr.err, en.err);
      assert.doesNotMatch(en.err, /[éèàêç]|’option/);
    });
  }

  test('cda --help', () => {
    assert.match(builtCda('--help', '--lang', 'fr').out, /cda convert VALEUR DE VERS[\s\S]*Codes de sortie :/);
    assert.match(builtCda('--help').out, /cda convert VALUE FROM TO[\s\S]*Exit codes:/);
    for (const name of ['value-sets', 'circuit', 'loinc-biologie', 'rule', 'jobs', 'shard', 'max-warnings'])
      for (const lang of ['en', 'fr'])
        assert.match(builtCda('--help', '--lang', lang).out, new RegExp(`^  --${name} {2,}\\S`, 'm'));
  });

  test('cda COMMAND --help: its part alone', () => {
    const { out } = builtCda('circuit', 'import', '--help');
    assert.match(out, /cda circuit forget[\s\S]*\n {2}--circuit /);
    assert.doesNotMatch(out, /cda check|--jobs/);
    assert.match(builtCda('constructor', '--help').out, /cda check[\s\S]*cda convert/);
  });

  test('cda circuit show: its source too', () => {
    assert.match(
      builtCda('circuit', 'show', '53049-3', '--lang', 'fr').out,
      /Source +extrait intégré, tiré du webinaire/,
    );
    assert.match(builtCda('circuit', 'show', '53049-3').out, /Source +built-in excerpt, from the ANS webinar/);
  });
});
