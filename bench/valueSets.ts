import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { loadValueSets } from '../server/src/package/valueSetStore';
import { readValueSets } from '../server/src/terminology/valueSets/read';
import { decode } from '../server/src/xml/decode';
import { measure, type Row } from './measure';

const folder = join(__dirname, '../../shared/corpus/value-sets');

/** Indexing the published value sets, and reading all their concepts with our parser and with xmldom; nothing where they are absent. */
export async function valueSets(): Promise<Row[]> {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  const subject = `${files.length} SVS files`;
  // No warm-up: an editor indexes once.
  const index = await measure(() => loadValueSets([folder]), 9, 0);
  const read = await measure(() => files.map(readValueSets), 5, 1);
  const dom = await measure(() => files.map(withXmldom), 5, 1);
  return [
    { what: 'value sets: index', subject, unit: 'ms', ...index, target: 400, judged: 'p95' },
    { what: 'value sets: every concept', subject, unit: 'ms', ...read },
    { what: 'value sets: every concept, xmldom', subject, unit: 'ms', ...dom },
  ];
}

/** What `readValueSets` would cost on a DOM. */
function withXmldom(bytes: Uint8Array): (string | null)[] {
  const document = new DOMParser().parseFromString(decode(bytes).text, 'application/xml');
  const concepts = Array.from(document.getElementsByTagNameNS('urn:ihe:iti:svs:2008', 'Concept'));
  return concepts.flatMap((concept) => ['code', 'codeSystem', 'displayName'].map((name) => concept.getAttribute(name)));
}
