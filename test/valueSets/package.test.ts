import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { Engine } from '../../server/src/batch/engine';
import { CdaDocument } from '../../server/src/cda/document';
import { together } from '../../server/src/official/together';
import { PackageValueSets } from '../../server/src/package/packageValueSets';
import { battery, crBio, result } from '../../server/src/rules/examples';
import type { Finding } from '../../server/src/rules/rule';
import { inTurn, ValueSets } from '../../server/src/terminology/valueSets';
import { check } from '../support';
import { svs, svsConcept } from './samples';

const root = mkdtempSync(join(tmpdir(), 'package-value-sets-'));
after(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  return join(root, path);
}

const loinc = '2.16.840.1.113883.6.1';
const typeCodes = '1.2.250.1.213.1.1.5.471';
const name = 'JDV_J07_XdsTypeCode_CISIS';
const n1 = crBio('')
  .replace('<templateId root="1.3.6.1.4.1.19376.1.3.3"/>', '')
  .replace(
    '<templateId root="1.2.250.1.213.1.1.1.55" extension="2024.01"/>',
    '<templateId root="1.3.6.1.4.1.19376.1.2.20"/>',
  )
  .replace('<structuredBody></structuredBody>', '<nonXMLBody><text/></nonXMLBody>');

suite('value sets of an ANS package', () => {
  const codes = (source: PackageValueSets) => source.find(typeCodes, name)?.concepts.map(({ code }) => code);

  test('come from the file of their name, whatever else lies there', () => {
    const folder = dirname(write(`named/${name}.xml`, svs(typeCodes, svsConcept('A'))));
    write('named/other.xml', svs(typeCodes, svsConcept('B')));
    assert.deepEqual(codes(new PackageValueSets(folder)), ['A']);
    assert.equal(new PackageValueSets(folder).find(typeCodes)?.concepts.length, 2, 'without a name all files count');
  });

  test('come from another file where that of their name is absent, damaged or of another OID', () => {
    const folder = dirname(write('renamed/JDV_J07-XdsTypeCode-CISIS.xml', svs(typeCodes, svsConcept('A'))));
    write('renamed/damaged.xml', '<RetrieveValueSetResponse');
    assert.deepEqual(codes(new PackageValueSets(folder)), ['A']);
    write(`renamed/${name}.xml`, svs('1.2.3', svsConcept('B')));
    assert.deepEqual(codes(new PackageValueSets(folder)), ['A']);
    write(`renamed/${name}.xml`, '<RetrieveValueSetResponse');
    assert.deepEqual(codes(new PackageValueSets(folder)), ['A']);
  });

  test('are read again once a file has changed, come or gone', (context) => {
    let now = 1e6;
    context.mock.method(performance, 'now', () => now);
    const folder = join(root, 'changing');
    const source = new PackageValueSets(folder);
    assert.equal(codes(source), undefined);
    const path = write(`changing/${name}.xml`, svs(typeCodes, svsConcept('A')));
    now += 2100;
    assert.deepEqual(codes(source), ['A']);
    writeFileSync(path, svs(typeCodes, svsConcept('B')));
    utimesSync(path, 1, 1);
    now += 2100;
    assert.deepEqual(codes(source), ['B']);
    rmSync(path);
    now += 2100;
    assert.equal(codes(source), undefined);
  });

  test('stand behind those that are named', () => {
    const of = (oid: string, code: string) =>
      new ValueSets([
        {
          oids: [oid],
          name: 'JDV',
          kind: 'value-set',
          source: 'test',
          read: () => ({ concepts: [{ code, system: '1.2', display: '' }], complete: true }),
        },
      ]);
    const source = inTurn(of('1.1', 'named'), inTurn(undefined, of('1.1', 'published')));
    assert.equal(source?.find('1.1', '')?.concepts[0]?.code, 'named');
    assert.equal(inTurn(of('1.1', 'x'), of('1.2', 'published'))?.find('1.2', '')?.concepts[0]?.code, 'published');
    assert.equal(inTurn(), undefined);
  });

  test('serve cda check wherever a package is found, also without the official checks', async () => {
    const setting = join(root, 'package');
    write('package/schematrons/profils/IHE.sch', '<schema xmlns="http://purl.oclc.org/dsdl/schematron"/>');
    write(`package/jeuxDeValeurs/${name}.xml`, svs(typeCodes, svsConcept('11502-2', 'CR', loinc)));
    const file = write('document.xml', n1.replace('11502-2', '2345-7'));
    const found = async (setup: object) => {
      const engine = await Engine.start({ rules: {}, valueSets: [], packages: {}, excerpts: false, ...setup });
      const report = await engine.check(file);
      assert.equal(report.kind, 'cda');
      return 'findings' in report ? report.findings.filter(({ rule }) => rule === 'value-set') : [];
    };
    const [finding, ...others] = await found({ packages: { setting } });
    assert.match(finding?.message.en ?? '', /^2345-7 .* JDV_J07_XdsTypeCode_CISIS/);
    assert.equal(others.length, 0);
    assert.deepEqual(await found({}), []);
    const own = write('own/JDV.xml', svs(typeCodes, svsConcept('2345-7', 'Glucose', loinc)));
    assert.deepEqual(await found({ packages: { setting }, valueSets: [own] }), []);
  });
});

suite('a code outside of its value set', () => {
  const oid = '2.16.840.1.113883.1.11.78';
  const xml = battery(
    result({
      value: '<value xsi:type="PQ" value="0.95" unit="g/L"/><interpretationCode code="zzz" codeSystem="1.2.3"/>',
    }),
  );
  const document = CdaDocument.read(xml) as CdaDocument;
  const source = new ValueSets([
    {
      oids: [oid],
      name: 'JDV_HL7_ObservationInterpretation_CISIS',
      kind: 'value-set',
      source: 'test',
      read: () => ({ concepts: [{ code: 'ZZZ', system: '1.2.3', display: '' }], complete: true }),
    },
  ]);
  const ours = check(xml, {}, source).filter(({ rule }) => rule === 'value-set');
  const element = document.elements.find(({ local }) => local === 'interpretationCode');
  const failure = (text: string, at = element?.nameSpan ?? { start: 0, end: 0 }): Finding => ({
    rule: 'schematron',
    source: 'schematron',
    href: '',
    severity: 'error',
    at,
    message: { en: text, fr: text },
  });

  test('is one finding where a Schematron says so too: the official words, on the code, with our fixes', () => {
    assert.equal(ours.length, 1);
    const official = failure('[zzz::1.2.3] ../jeuxDeValeurs/JDV_HL7_ObservationInterpretation_CISIS.xml.');
    const [one, ...others] = together(document, ours, [official]);
    assert.deepEqual([one?.message, one?.rule, others.length], [official.message, 'schematron', 0]);
    assert.equal(xml.slice(one?.at.start, one?.at.end), 'zzz');
    assert.equal(one?.fixes?.[0]?.edits[0]?.newText, 'ZZZ');
    assert.equal(together(document, ours, [failure(`value set '${oid}'`)]).length, 1);
  });

  test('stays ours beside other official findings', () => {
    const other = document.elements.find(({ local }) => local === 'value');
    for (const official of [
      failure('other words'),
      failure('JDV_HL7_ObservationInterpretation_CISIS', other?.nameSpan),
    ]) {
      assert.deepEqual(
        together(document, ours, [official])
          .map(({ rule }) => rule)
          .sort(),
        ['schematron', 'value-set'],
      );
    }
  });
});
