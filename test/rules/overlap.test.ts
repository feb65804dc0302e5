import assert from 'node:assert/strict';
import { test } from 'node:test';
import { battery, crBio, glucose, result } from '../../server/src/rules/examples';
import { check } from '../support';

function rulesOn(codeSystem: string, name = 'LOINC'): string[] {
  const code = glucose.replace(
    'codeSystem="2.16.840.1.113883.6.1"',
    `codeSystem="${codeSystem}" codeSystemName="${name}"`,
  );
  const found = check(battery(result({ code })));
  return found.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ rule }) => rule);
}

test('a misspelt OID beside a sound LOINC code is one fault, of code-system-mismatch', () => {
  for (const oid of [
    '2.16.840.1.113883.6.1.',
    'urn:oid:2.16.840.1.113883.6.1',
    '2.16.840.1.113883.6',
    '1.2.3',
    'glucose',
  ]) {
    assert.deepEqual(rulesOn(oid), ['code-system-mismatch'], oid);
  }
});

test('a zero before a number offers the OID without it and with it behind', () => {
  const found = check(battery(result()).replace('1.2.250.1.213.1.1.3.80', '1.2.250.1.213.1.1.3.08'));
  const unknown = found.find(({ rule }) => rule === 'template-unknown');
  assert.deepEqual(
    unknown?.fixes?.map(({ edits }) => edits[0]?.newText),
    ['1.2.250.1.213.1.1.3.8', '1.2.250.1.213.1.1.3.80'],
  );
});

test('another known code system is the business of code-priority', () => {
  assert.deepEqual(rulesOn('2.16.840.1.113883.6.96', 'SNOMED CT'), ['code-priority']);
  assert.deepEqual(rulesOn('1.2.250.1.2.3.4', 'laboratoire'), ['code-priority']);
});

test('a templateId that document-model has removed needs no companion', () => {
  const levelOne = crBio('')
    .replace('  <templateId root="1.3.6.1.4.1.19376.1.3.3"/>\n', '')
    .replace('<templateId root="1.2.250.1.213.1.1.1.55"', '<templateId root="1.3.6.1.4.1.19376.1.2.20"/>$&')
    .replace('<structuredBody></structuredBody>', '<nonXMLBody><text/></nonXMLBody>');
  const second = '<templateId root="1.2.250.1.213.1.1.1.54" extension="2024.01"/>';
  const levelThree = crBio('').replace('<code code="11502-2', `${second}$&`);
  for (const text of [levelOne, levelThree]) {
    const found = check(text).filter(({ rule }) => /^(?:document-model|template)/.test(rule));
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['document-model'],
    );
    assert.match(found[0]?.fixes?.[0]?.title.en ?? '', /^Remove/);
  }
});

test('files that the package has in place of the missing ones are hints, the others keep their warning', () => {
  const prolog = '<?xml-stylesheet href="a.xsl"?><?oxygen SCHSchema="b.sch"?><?oxygen SCHSchema="c.sch"?>';
  const text = crBio('').replace('<ClinicalDocument', `${prolog}$&`);
  const severities = (inPackage: (href: string) => boolean) =>
    check(text, { linkedFile: (href) => ({ kind: 'missing', ...(inPackage(href) && { inPackage: true }) }) })
      .filter(({ rule }) => rule === 'linked-file-missing')
      .map(({ severity }) => severity);
  assert.deepEqual(
    severities(() => true),
    ['hint', 'hint', 'hint'],
  );
  assert.deepEqual(
    severities((href) => href !== 'c.sch'),
    ['hint', 'hint', 'warning'],
  );
  assert.deepEqual(
    severities((href) => href === 'a.xsl'),
    ['hint', 'warning', 'hint'],
  );
  assert.deepEqual(
    severities(() => false),
    ['warning', 'hint', 'hint'],
  );
});
