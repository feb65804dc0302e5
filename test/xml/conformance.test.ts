import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decode, encodingDeclaration } from '../../server/src/xml/decode';
import { parseXml, scanXml } from '../../server/src/xml/parse';
import { conformanceFiles, pieces } from './damage';

let libxml2: typeof import('libxml2-wasm');
before(async () => {
  libxml2 = await import('libxml2-wasm');
});

/** libxml2's verdict; it is told never to reach for anything else. */
function libxml2Accepts(bytes: Uint8Array): boolean {
  const { ParseOption, XmlDocument } = libxml2;
  try {
    XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_HUGE }).dispose();
    return true;
  } catch {
    return false;
  }
}

/** Documents of the W3C suite without a DTD that both must judge alike. */
function* suite(): Generator<[string, Uint8Array]> {
  for (const [file, bytes] of conformanceFiles()) {
    const { text } = decode(bytes);
    // A declared UTF-16 on bytes that are not is for the rule xml-encoding.
    if (encodingDeclaration(text)?.name === 'UTF-16' && !decode(bytes).encoding.startsWith('utf-16')) continue;
    if (!/<!DOCTYPE|<!ENTITY|version\s*=\s*['"]1\.1/.test(text)) yield [file, bytes];
  }
}

test('agrees with libxml2 on the W3C conformance suite, documents without DTD', () => {
  const disagreements: string[] = [];
  let count = 0;
  for (const [file, bytes] of suite()) {
    count++;
    const { text, valid } = decode(bytes);
    const { faults } = parseXml(text);
    assert.deepEqual(scanXml(text, { wants: () => false, found: () => undefined }), faults);
    if (libxml2Accepts(bytes) !== (valid && faults.length === 0)) {
      disagreements.push(`${file}: ${faults[0]?.message.en ?? 'we accept it'}`);
    }
  }
  assert.ok(count > 300, `${count} documents`);
  assert.deepEqual(disagreements, []);
});

/** A document that shows every construct, to be damaged. */
const specimen = `<?xml version="1.0" encoding="UTF-8"?>
<?oxygen SCHSchema="a.sch"?><!-- note -->
<c:a xmlns:c="urn:hl7-org:v3" xmlns:xsi="urn:x" c:at='1'><b xsi:type="c:PQ" value="&lt;1&#x20;"/>
<![CDATA[ <raw> ]]>text &amp; é ]] <c:d><e/><f g="'"></f></c:d ></c:a>
`;

const namespaces = ['xmlns:c="urn:hl7-org:v3"', 'xmlns:xsi="urn:x"'];

/** Deterministic numbers in [0, 1) (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test('agrees with libxml2 on 5000 damaged copies of a document', () => {
  const next = numbers(20240104);
  const disagreements: string[] = [];
  for (let i = 0; i < 5000; i++) {
    const at = Math.floor(next() * specimen.length);
    const removed = Math.floor(next() * 3);
    const piece = next() < 0.4 ? '' : (pieces[Math.floor(next() * pieces.length)] as string);
    const text = specimen.slice(0, at) + piece + specimen.slice(at + removed);
    // libxml2 also checks that a namespace is a URI, which Namespaces in XML leaves to others.
    // And it lets version="1." pass.
    if (!text.includes('version="1.0" encoding="UTF-8"') || !namespaces.every((namespace) => text.includes(namespace)))
      continue;
    const { faults } = parseXml(text);
    if (libxml2Accepts(Buffer.from(text)) !== (faults.length === 0)) {
      disagreements.push(
        `${JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))}: ${faults[0]?.message.en ?? 'we accept it'}`,
      );
    }
  }
  assert.deepEqual(disagreements, []);
});
