import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CdaDocument } from '../../server/src/cda/document';
import { typeOf } from '../../server/src/cda/types';
import { crBio } from '../../server/src/rules/examples';

const read = (text: string) => {
  const document = CdaDocument.read(text);
  assert.ok(document);
  return document;
};

/** The same document under a prefix, as the self-presenting examples write it. */
const prefixed = `<c:ClinicalDocument xmlns:c="urn:hl7-org:v3" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <c:templateId root="1.3.6.1.4.1.19376.1.2.20"/><c:code code="11502-2"/>
  <c:component><c:nonXMLBody><c:text mediaType="application/pdf">JVBE</c:text></c:nonXMLBody></c:component>
  <c:observation><c:value i:type="c:PQ" value="1" unit="g/L"/><c:value i:type="xsi:PQ" value="1"/></c:observation>
  <lab:statusCode xmlns:lab="urn:oid:1.3.6.1.4.1.19376.1.3.2" code="completed"/>
</c:ClinicalDocument>`;

suite('finding the ClinicalDocument', () => {
  test('at the root, with or without prefix, even without its namespace', () => {
    assert.equal(read(crBio('')).root.name, 'ClinicalDocument');
    assert.equal(read(prefixed).root.name, 'c:ClinicalDocument');
    assert.equal(read('<ClinicalDocument/>').root.name, 'ClinicalDocument');
  });

  test('inside the stylesheet of a self-presenting document, whose own elements stay out', () => {
    const text = `<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><d:x xmlns:d="urn:d">${prefixed}</d:x>
      <xsl:template match="/"><templateId xmlns="urn:hl7-org:v3" root="9.9"/></xsl:template></xsl:stylesheet>`;
    const document = read(text);
    assert.equal(text.slice(document.root.start, document.root.end), prefixed);
    assert.deepEqual(
      document.templates.map(({ root }) => root.value),
      ['1.3.6.1.4.1.19376.1.2.20'],
    );
  });

  test('in no other XML', () => {
    assert.equal(CdaDocument.read('<a xmlns="urn:x"><ClinicalDocuments/></a>'), undefined);
    assert.equal(CdaDocument.read('<ClinicalDocument xmlns="urn:x"/>'), undefined);
    assert.equal(CdaDocument.read('not XML'), undefined);
    assert.equal(CdaDocument.read(''), undefined);
  });
});

suite('indexes', () => {
  test('elements are those of the document’s own namespace', () => {
    const { elements } = read(prefixed);
    assert.ok(elements.every(({ prefix }) => prefix === 'c'));
    assert.equal(elements[0]?.local, 'ClinicalDocument');
  });

  test('and those of IHE Pharmacy within it', () => {
    const document = read(
      crBio(`<pharm:ingredient xmlns:pharm="urn:ihe:pharm:medication" xmlns:x="urn:ihe:pharmacy">
        <pharm:code code="N02BE01" codeSystem="2.16.840.1.113883.6.73"><x:code code="1"/></pharm:code>
        <pharm:quantity><pharm:numerator xsi:type="PQ" value="500" unit="mg"/></pharm:quantity>
      </pharm:ingredient>`),
    );
    assert.deepEqual(
      document.codedValues.map(({ code }) => code?.value),
      ['11502-2', 'N02BE01'],
    );
    assert.deepEqual(
      document.quantities.map(({ unit }) => unit?.value),
      ['mg'],
    );
  });

  test('xsi:type is a QName, under whatever prefix', () => {
    const values = read(prefixed).elements.filter(({ local }) => local === 'value');
    assert.deepEqual(values.map(typeOf), ['PQ', 'PQ']);
    const foreign = read(prefixed.replace('i:type="c:PQ"', 'i:type="i:PQ"')).elements.filter(
      ({ local }) => local === 'value',
    );
    assert.equal(foreign[0] && typeOf(foreign[0]), undefined);
  });

  test('computed once', () => {
    const document = read(crBio(''));
    assert.equal(document.templates, document.templates);
    assert.equal(document.results, document.results);
  });
});

suite('document model', () => {
  test('declared model, code, level 3', () => {
    const { model } = read(crBio(''));
    assert.equal(model.declared?.root.value, '1.2.250.1.213.1.1.1.55');
    assert.equal(model.declared.extension?.value, '2024.01');
    assert.equal(model.code?.code?.value, '11502-2');
    assert.deepEqual([model.level, model.body, model.unstructured], [3, 'structured', undefined]);
    assert.equal(model.templates.length, 4);
  });

  test('the most specific model wins over the one it refines', () => {
    const two = crBio('').replace('root="1.3.6.1.4.1.19376.1.3.3"', 'root="1.2.250.1.213.1.1.1.5"');
    assert.equal(read(two).model.declared?.root.value, '1.2.250.1.213.1.1.1.55');
  });

  test('level 1 is what XDS-SD declares, not what the body is', () => {
    const { model } = read(prefixed);
    assert.deepEqual([model.level, model.body, model.declared], [1, 'embedded', undefined]);
    assert.equal(model.embedded?.textContent, 'JVBE');
    assert.equal(read(prefixed.replace('1.2.20', '1.2.21')).model.level, 3);
  });
});
