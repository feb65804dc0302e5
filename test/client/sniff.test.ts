import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCda } from '../../client/src/sniff';

const open = (text: string, languageId = 'xml') => ({
  languageId,
  length: () => text.length,
  head: (end: number) => text.slice(0, end),
});

describe('sniffing', () => {
  it('knows a CDA document, with or without prefix', () => {
    assert.ok(isCda(open('<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>')));
    assert.ok(isCda(open('<n1:ClinicalDocument\n xmlns:n1="urn:hl7-org:v3">')));
  });

  it('finds the document after a long stylesheet', () => {
    assert.ok(isCda(open(`<xsl:stylesheet>${' '.repeat(3_000_000)}<c:ClinicalDocument>`)));
  });

  it('reads only the head of a huge text', () => {
    const padding = ' '.repeat(9_000_000);
    assert.ok(isCda(open(`<ClinicalDocument>${padding}`)));
    assert.ok(!isCda(open(`<a>${padding}<ClinicalDocument>`)));
  });

  it('leaves other XML, other languages and the empty document alone', () => {
    assert.ok(!isCda(open('<project><name>ClinicalDocument</name></project>')));
    assert.ok(!isCda(open('<ClinicalDocument/>', 'html')));
    assert.ok(!isCda(open('')));
  });
});
