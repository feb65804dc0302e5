import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { battery, crBio, result } from '../../server/src/rules/examples';
import { Circuit, type CircuitRow } from '../../server/src/terminology/circuit';
import { ValueSets } from '../../server/src/terminology/valueSets';
import { hoverAt, markdownAt } from './cursor';

const code = (attributes: string, content = '') => battery(result({ code: `<code ${attributes}>${content}</code>` }));
const loinc = (value: string, mark = '¦') =>
  code(`code="${value}${mark}" displayName="Libellé" codeSystem="2.16.840.1.113883.6.1"`);

suite('an analysis of the Circuit', () => {
  test('its row, in both languages', () => {
    const english = markdownAt(loinc('40193-5'));
    assert.match(english, /^\*\*Glucose à jeun \\\[Moles\/Volume\\\] Sérum\/Plasma ; Numérique\*\* – `40193-5`/);
    for (const line of [
      'LOINC (`2.16.840.1.113883.6.1`)',
      'in the document: Libellé',
      '| Edition label | Glucose à jeun |',
      '| Expected UCUM unit | `mmol/L` |',
      '| Always in the report | yes |',
      '| Correspondence | `53049-3` Glucose à jeun \\[Masse/Volume\\] Sérum/Plasma ; Numérique, `g/L`, factor `0.18` |',
      '| Chapter | 18719-5 Biochimie |',
      'built-in excerpt',
    ]) {
      assert.ok(english.includes(line), `${line}\n\n${english}`);
    }
    const french = markdownAt(loinc('40193-5'), 'fr');
    for (const line of [
      '| Libellé d’édition | Glucose à jeun |',
      '| Unité UCUM attendue | `mmol/L` |',
      '| Présence systématique | oui |',
      'facteur `0.18`',
      'extrait intégré',
    ]) {
      assert.ok(french.includes(line), `${line}\n\n${french}`);
    }
  });

  test('the row stands whatever attribute is hovered, and on the element', () => {
    const whole = loinc('40193-5', '');
    const marks = [
      'displayName="Lib¦ellé"',
      'displayName="Libellé" codeSystem="2¦.16',
      '¦code="40193-5"',
      'code="40193-5¦"',
    ];
    for (const mark of marks) {
      const marked = whole.replace(mark.replace('¦', ''), mark);
      assert.match(hoverAt(marked)?.markdown ?? '', /Expected UCUM unit/, mark);
    }
    const onElement = hoverAt(whole.replace('<code code="40193-5"', '<co¦de code="40193-5"'));
    assert.equal(onElement?.covered, 'code');
    assert.match(onElement.markdown, /Expected UCUM unit/);
  });

  test('comparability in words, with the whole alert at 2 and 9', () => {
    const alert =
      /Results not comparable on the code alone\. Check the units \(`@unit`\), the reference range \(`<referenceRange>`\) and the method \(`<methodCode>`\)/;
    const alerte =
      /Résultats non comparables sur la seule base du code\. Vérifiez les unités \(`@unit`\), les valeurs de référence \(`<referenceRange>`\) et la technique \(`<methodCode>`\)/;
    assert.match(markdownAt(loinc('40193-5')), /1, comparable: two results/);
    assert.doesNotMatch(markdownAt(loinc('40193-5')), alert);
    assert.match(markdownAt(loinc('11580-8')), /2, not comparable on the code alone/);
    assert.match(markdownAt(loinc('11580-8')), alert);
    assert.match(markdownAt(loinc('14749-6')), /9, not evaluated/);
    assert.match(markdownAt(loinc('14749-6'), 'fr'), /9, non évalué/);
    assert.match(markdownAt(loinc('14749-6'), 'fr'), alerte);
  });

  test('folates: the excerpt has the counterpart, not the factor', () => {
    assert.match(
      markdownAt(loinc('2284-8'), 'fr'),
      /Correspondance \| `14732-2` Folates .*, `nmol\/L`, le facteur de conversion est absent de l’extrait intégré \|/,
    );
    assert.match(
      markdownAt(loinc('14732-2')),
      /Correspondence \| `2284-8` Folates .* is not in the built-in excerpt \|/,
    );
    assert.doesNotMatch(markdownAt(loinc('718-7')), /Correspondence/);
  });

  test('a label that differs by case and apostrophes only is not repeated', () => {
    const same = 'GLUCOSE à jeun [Moles/Volume] sérum/plasma ; numérique';
    const marked = code(`code="40193-5¦" displayName="${same}" codeSystem="2.16.840.1.113883.6.1"`);
    assert.doesNotMatch(markdownAt(marked), /in the document/);
  });

  test('the name of the code system serves where its OID is missing', () => {
    assert.match(markdownAt(code('code="40193-5¦" codeSystemName="LOINC"')), /Expected UCUM unit/);
  });
});

suite('codes that make nothing comparable', () => {
  test('LOINC outside of the Circuit', () => {
    const whole = new Circuit(Circuit.builtIn().rows, { builtIn: false, source: 'test' });
    assert.match(
      markdownAt(loinc('1988-5'), 'en', whole),
      /Not an analysis of the Circuit\. .*\n\n⚠ Results not comparable on the code alone\. Check the units/,
    );
    assert.match(
      markdownAt(loinc('1988-5'), 'fr', whole),
      /Analyse hors du Circuit\. .*\n\n⚠ Résultats non comparables sur la seule base du code\. Vérifiez les unités/,
    );
  });

  test('LOINC that the built-in excerpt lacks: nothing is claimed', () => {
    assert.match(markdownAt(loinc('1988-5')), /Not in the built-in excerpt of the Circuit: .* not known here/);
    assert.match(markdownAt(loinc('1988-5'), 'fr'), /sa comparabilité n’est pas connue ici/);
    assert.doesNotMatch(markdownAt(loinc('1988-5')), /not comparable/);
  });

  test('local code', () => {
    const local = code(
      '',
      '<translation code="1234¦" displayName="CRP" codeSystem="1.2.250.1.2.3.4" codeSystemName="Codes du laboratoire"/>',
    );
    const markdown = markdownAt(local);
    assert.match(markdown, /\*\*CRP\*\* – `1234`/);
    assert.match(markdown, /Codes du laboratoire \(`1\.2\.250\.1\.2\.3\.4`, arc of France\)/);
    assert.match(markdown, /Code local to the laboratory\.\n\n⚠ Results not comparable/);
    assert.match(markdownAt(local, 'fr'), /Code local au laboratoire\.\n\n⚠ Résultats non comparables/);
  });

  test('waiting code, known or not, and replaced by a LOINC code', () => {
    const waiting = code('', '<translation code="600238¦" displayName="LCR" codeSystem="1.2.250.1.213.1.1.5.130"/>');
    assert.match(
      markdownAt(waiting),
      /waiting code – cannot be checked with the built-in excerpt\.\n\n⚠ Results not comparable/,
    );
    assert.match(markdownAt(waiting, 'fr'), /d’attente national – non vérifiable avec l’extrait intégré\./);
    const whole = new Circuit(Circuit.builtIn().rows, { builtIn: false, source: 'test' });
    assert.match(
      markdownAt(waiting, 'en', whole),
      /National waiting code, not in this Circuit\.\n\n⚠ Results not comparable/,
    );
    const row: CircuitRow = { loinc: '1988-5', label: 'Analyse', waitingCode: '600238' };
    const circuit = new Circuit([row], { builtIn: false, source: 'test' });
    const { loinc: _, ...still } = row;
    assert.match(
      markdownAt(waiting, 'fr', circuit),
      /Code d’attente national – le Circuit a désormais le code LOINC `1988-5`/,
    );
    assert.match(
      markdownAt(waiting, 'en', new Circuit([still], { builtIn: false, source: 'test' })),
      /National waiting code\.\n/,
    );
  });

  test('no code system at all', () => {
    assert.match(markdownAt(code('code="40193-5¦" displayName="x"')), /Neither `codeSystem` nor `codeSystemName`/);
    assert.match(markdownAt(code('code="40193-5¦" displayName="x"'), 'fr'), /aucune comparaison n’est possible/);
  });

  test('`code` without attributes: the translation speaks for it', () => {
    const bare = battery(
      result({ code: '<co¦de><translation code="1234" displayName="CRP" codeSystem="1.2.250.1.2.3.4"/></code>' }),
    );
    assert.match(markdownAt(bare), /No LOINC code[\s\S]*- \*\*CRP\*\* – `1234`[\s\S]*⚠ Results not comparable/);
  });
});

suite('codes of no analysis', () => {
  test('label and code system only', () => {
    const markdown = markdownAt(crBio('').replace('code="11502-2"', 'code="11502-2¦"'));
    assert.equal(markdown, "**CR d'examens biologiques** – `11502-2`\n\nLOINC (`2.16.840.1.113883.6.1`)");
  });

  test('whether it is in the value set of its element, with the label there', () => {
    const concept = { code: '11502-2', system: '2.16.840.1.113883.6.1', display: 'CR d’examens biologiques' };
    const sets = new ValueSets([
      {
        oids: ['1.2.250.1.213.1.1.5.471'],
        name: 'JDV_J07',
        kind: 'value-set',
        source: 'test',
        read: () => ({ concepts: [concept], complete: true }),
      },
    ]);
    const at = (value: string, language: 'en' | 'fr') =>
      hoverAt(crBio('').replace('code="11502-2"', `code="${value}¦"`), language, Circuit.builtIn(), sets)?.markdown ??
      '';
    const name = '`JDV_J07_XdsTypeCode_CISIS` (`1.2.250.1.213.1.1.5.471`)';
    assert.ok(at('11502-2', 'en').endsWith(`\n\nIn the value set ${name}: CR d’examens biologiques`));
    assert.ok(at('2345-7', 'fr').endsWith(`\n\n**Absent du jeu de valeurs** ${name}`));
  });

  test('a bare code that nothing explains says nothing', () => {
    assert.equal(hoverAt(crBio('<languageCode code="fr-FR¦"/>')), undefined);
  });

  test('an unknown or malformed code system', () => {
    assert.match(
      markdownAt(crBio('<code code="1¦" codeSystem="1.2.250.1.213.9.9.9"/>')),
      /unknown code system .*arc of ANS/,
    );
    assert.match(markdownAt(crBio('<code code="1¦" codeSystem="LOINC"/>')), /not a well-formed OID/);
  });
});
