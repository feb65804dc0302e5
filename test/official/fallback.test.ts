import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { OfficialChecker } from '../../server/src/official/official';
import { AnsPackage } from '../../server/src/package/ansPackage';
import { SaxonSandbox } from '../../server/src/render/foreign/sandbox';
import { SaxonFallback } from '../../server/src/schematron/saxonFallback';
import { samplePackage } from './packages';

suite('a schema beyond XPath 2.0', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cda-fallback-'));
  const checker = new OfficialChecker(new SaxonFallback(() => new SaxonSandbox(__filename, () => undefined).saxon));
  // Folders are listed at most once in two seconds.
  for (const name of ['arrow', 'script', 'file']) writeFileSync(join(folder, `${name}.sch`), '<schema/>');
  after(() => rmSync(folder, { recursive: true }));

  const check = async (name: string, test: string) => {
    const pattern = `<rule context="cda:ClinicalDocument"><assert test="${test}">No.</assert></rule>`;
    writeFileSync(
      join(folder, `${name}.sch`),
      `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt3"><ns prefix="cda" uri="urn:hl7-org:v3"/><ns prefix="js" uri="http://saxonica.com/ns/globalJS"/><pattern>${pattern}</pattern></schema>`,
    );
    const text = `<?oxygen SCHSchema="${name}.sch"?><ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2"/></ClinicalDocument>`;
    return checker.check(CdaDocument.read(text) as CdaDocument, join(folder, 'document.xml'), {
      schematrons: 'document',
      xsd: false,
      rules: {},
    });
  };

  test('is run by SaxonJS, which the notes say', async () => {
    const { findings, notes } = await check('arrow', "(cda:id/@root => string()) = '1.3'");
    assert.deepEqual(
      findings.map(({ rule, message }) => [rule, message.en]),
      [['schematron', 'No.']],
    );
    assert.deepEqual(
      notes.map(({ en }) => en),
      ['arrow.sch: 1 expression beyond XPath 2.0, evaluated by SaxonJS.'],
    );
  });

  test('leaves the thread such that the XML Schema can be loaded later', async () => {
    await check('arrow', "(cda:id/@root => string()) = '1.3'");
    const text = '<ClinicalDocument xmlns="urn:hl7-org:v3"><none/></ClinicalDocument>';
    const options = { package: AnsPackage.at(samplePackage), schematrons: 'document', xsd: true, rules: {} } as const;
    const { findings } = await checker.check(CdaDocument.read(text) as CdaDocument, undefined, options);
    assert.ok(findings.some(({ rule }) => rule === 'xsd'));
  });

  test('runs no JavaScript and reads no file', async () => {
    for (const [name, expression] of [
      ['script', "js:eval('1') ! true()"],
      ['file', "unparsed-text('/etc/hostname') => exists()"],
    ] as const) {
      const { findings } = await check(name, expression);
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        ['package-fault'],
        name,
      );
    }
  });
});
