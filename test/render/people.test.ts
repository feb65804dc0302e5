import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { elements, parseHtml, render } from './support';

const folder = new URL('../../../shared/corpus/examples/', import.meta.url);

/** Names under a label of the header summary of a published example. */
function people(file: string, label: string): string[] {
  const { html } = render(readFileSync(new URL(encodeURIComponent(file), folder), 'utf8'));
  const summary = elements('//header/dl/div', parseHtml(html)).filter(
    (line) => elements('dt', line)[0]?.textContent === label,
  );
  return summary.flatMap((line) => elements('.//span[@class="who"]', line)).map(({ textContent }) => textContent ?? '');
}

const cases: readonly (readonly [file: string, label: string, names: readonly string[]])[] = [
  ['IMG-DA-IMG_2024.01_Mammo-Echo-Seins.xml', 'Exécutants', ['Dr Charles BOILEAU', 'Dr Jacques BIDEAULT']],
  ['01_Modèles_contenus_CDA.xml', 'Exécutants', ['Dr Charles BOILEAU', 'Dr Jacques BIDEAULT']],
  ['01_Modèles_contenus_CDA.xml', 'Responsable de la prise en charge', ['Dr Charles BOILEAU']],
  ['01_Modèles_contenus_CDA.xml', 'Médecin d’admission', ['Dr Pierre DULOUP']],
  ['01_Modèles_contenus_CDA.xml', 'Validation', ['Dr Pierre BOLD']],
  ['CARD-F-PRC-PPV_2022.01.xml', 'Responsable de la prise en charge', ['Pr Léon AUGUIN']],
  ['CARD-F-PRC-PPV_2022.01.xml', 'Exécutant', ['Dr Pierre LEGRIS']],
  ['CARD-F-PRC-AVK_2022.01.xml', 'Responsable de la prise en charge', ['chirurgie gynécologique']],
  ['IMG_CR_IMG_2024.01.xml', 'Exécutant', ['Dr Jacques BIDEAULT']],
  ['BIO-CR-BIO_2024.01_Electrophorese.xml', 'Validations', ['Dr Jean DE SANTS', 'Dr Thierry DIAZ']],
  ['BIO-CR-BIO_2024.01_Electrophorese.xml', 'Responsable de la prise en charge', ['Dr Marcel CAMPARINI']],
];

test('people of the published examples', {
  skip: !existsSync(folder) && 'the examples are not here (../shared/corpus/examples)',
}, async (t) => {
  for (const [file, label, names] of cases) {
    await t.test(`${file}: ${label}`, () => assert.deepEqual(people(file, label), names));
  }
});
