import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { battery, crBio, result } from '../../server/src/rules/examples';
import { hoverAt, markdownAt } from './cursor';

suite('OIDs', () => {
  for (const [name, marked, english, french] of [
    [
      'INS identifier',
      '<id root="1.2.250.1.213.1.4.10¦" extension="2"/>',
      /\*\*Patient: INS-NIR, test\*\*[\s\S]*identifiers/,
      /INS-NIR de test/,
    ],
    ['on the element', '<i¦d root="1.2.250.1.71.4.2.1" extension="8"/>', /RPPS, ADELI/, /Professionnels de santé/],
    ['extension of one', '<id root="1.2.250.1.71.4.2.1" extension="8¦"/>', /RPPS, ADELI/, /Professionnels de santé/],
    ['urn:oid', '<x href="urn:oid:2.16.840.1.113883.6.1¦"/>', /\*\*LOINC\*\*[\s\S]*code system/, /système de codage/],
    ['value set', '<x valueSet="2.16.840.1.113883.1.11.78¦"/>', /value set/, /jeu de valeurs/],
    [
      'unknown, arc known',
      '<id root="1.2.250.1.213.99.1¦"/>',
      /unknown OID[\s\S]*arc of ANS/,
      /OID inconnu[\s\S]*arc de ANS/,
    ],
    ['malformed', '<id root="1.02.3¦"/>', /not a well-formed OID/, /mal formé/],
  ] as const) {
    test(name, () => {
      assert.match(markdownAt(crBio(marked)), english);
      assert.match(markdownAt(crBio(marked), 'fr'), french);
    });
  }

  test('neither a UUID, a version nor a decimal is one', () => {
    assert.equal(hoverAt(crBio('<id root="0a5b6c7d-0000-4000-8000-000000000000¦"/>')), undefined);
    assert.equal(hoverAt(crBio('<x version="1.2.3¦"/>')), undefined);
    assert.equal(hoverAt(crBio('<x value="2.10¦"/>')), undefined);
  });
});

suite('small things', () => {
  const whole = battery(result());

  test('data type', () => {
    assert.match(markdownAt(whole.replace('xsi:type="PQ"', 'xsi:type="P¦Q"')), /`PQ` – physical quantity/);
    assert.match(markdownAt(whole.replace('xsi:type="PQ"', 'xsi:type="P¦Q"'), 'fr'), /quantité physique/);
  });

  test('status of a result, not of anything else', () => {
    const status = whole.lastIndexOf('<statusCode code="completed"');
    const marked = `${whole.slice(0, status)}<statusCode code="ac¦tive"${whole.slice(status + 28)}`;
    assert.match(markdownAt(marked), /`active` – the result is not available yet/);
    assert.match(markdownAt(marked, 'fr'), /il est attendu/);
    assert.equal(hoverAt(whole.replace('<statusCode code="completed"', '<statusCode code="comp¦leted"')), undefined);
  });

  test('interpretation, with the alert of critical values', () => {
    const value =
      '<value xsi:type="PQ" value="9" unit="g/L"/><interpretationCode code="HH¦" codeSystem="2.16.840.1.113883.5.83"/>';
    assert.match(markdownAt(battery(result({ value }))), /`HH` – \*\*Critically high, alert\*\*[\s\S]*visible alert/);
    assert.match(markdownAt(battery(result({ value })), 'fr'), /Très anormalement haut, alerte[\s\S]*alerte visible/);
  });
});

suite('where there is nothing to hover', () => {
  test('text, end tags, blanks of a tag, outside of the ClinicalDocument', () => {
    for (const marked of [
      crBio('<component><section><title>a¦b</title></section></component>'),
      crBio('<component><section><title>ab</ti¦tle></section></component>'),
      crBio('<id  ¦  root="1.2.250.1.71.4.2.1"/>'),
      crBio('').replace('<?xml', '<?x¦ml'),
      `<a xmlns="urn:x"><id root="2.16.840.1.113883.6.1¦"/><ClinicalDocument xmlns="urn:hl7-org:v3"/></a>`,
    ]) {
      assert.equal(hoverAt(marked), undefined, marked.slice(0, 200));
    }
  });
});

suite('broken text, as it is while typing', () => {
  const whole = battery(result());
  for (const [name, marked] of [
    ['no end of the tag', whole.replace('unit="g/L"/>', 'unit="g/L¦"')],
    ['no closing quote', whole.replace('unit="g/L"/>', 'unit="g/L¦')],
    ['cut behind the cursor', `${whole.slice(0, whole.indexOf('unit="g/L"'))}unit="g/L¦"`],
    [
      'a stray end tag before',
      whole
        .replace('<statusCode code="completed"/><effectiveTime', '</nothing><effectiveTime')
        .replace('unit="g/L"', 'unit="g/L¦"'),
    ],
    ['the observation is not closed', whole.replace('</observation>', '').replace('unit="g/L"', 'unit="g/L¦"')],
  ] as const) {
    test(name, () => assert.match(hoverAt(marked)?.markdown ?? '', /5\.3 mmol\/L/));
  }
});
