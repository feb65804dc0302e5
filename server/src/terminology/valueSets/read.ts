import { decode } from '../../xml/decode';
import { parseXml } from '../../xml/parse';
import { decodeTable } from '../load/csv';
import { type Content, type Identity, identityOf } from './content';
import { damaged } from './errors';
import { fhirJson, isObject, type Json, readFhir } from './fhir';
import { readSvs, svsIdentity } from './svs';
import { isTabs, readTabs } from './tabs';

const LINE_FEED = 10;
const ROOT = /^(?:RetrieveValueSetResponse|valueSets|ValueSet|CodeSystem|Bundle)$/;

/** Local name of the element that a text begins with; undefined where its first bytes do not tell. */
function rootIn(head: string): string | undefined {
  let rest = head.trimStart();
  for (;;) {
    const end = rest.startsWith('<?') ? '?>' : rest.startsWith('<!--') ? '-->' : undefined;
    if (end === undefined) return /^<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(rest)?.[1];
    const close = rest.indexOf(end, 2);
    if (close < 0) return undefined;
    rest = rest.slice(close + end.length).trimStart();
  }
}

/**
 * Identities of the value sets of a file from its first bytes, without its concepts. `undefined` where these bytes do not tell:
 * then the whole file must be read.
 */
export function identitiesIn(head: Uint8Array): readonly Identity[] | undefined {
  const text = decode(head).text;
  if (!isTabs(text)) {
    const root = rootIn(text);
    if (root !== undefined && !ROOT.test(root)) return [];
    const found = svsIdentity(text);
    return found && [found];
  }
  if (text.split('\n').length < 4) return undefined;
  // A character that the head's end cuts in two would have all of it taken for Windows-1252.
  const lines = head.subarray(0, head.lastIndexOf(LINE_FEED) + 1);
  const table = readTabs(decodeTable(lines));
  return table ? [identityOf(table)] : [];
}

/**
 * The value sets of a file, told by its content and never by its name; none in a file of another kind. Throws a ValueSetError
 * where the file is damaged. `parseXml` reads the XML: on the 523 published files it takes half the time of @xmldom/xmldom or less
 * (bench/valueSets.ts), and `xpath` on top of that is far slower.
 */
export function readValueSets(bytes: Uint8Array): Content[] {
  const { text } = decode(bytes);
  const start = text.slice(0, 1000).trimStart();
  if (isTabs(start)) {
    const table = readTabs(decodeTable(bytes));
    return table ? [table] : [];
  }
  if (start.startsWith('{')) return readFhir(json(text));
  if (!start.startsWith('<')) return [];
  const { root, faults } = parseXml(text);
  if (!root || !ROOT.test(root.local)) return [];
  if (faults.some(({ kind }) => kind === 'syntax')) throw damaged();
  return /^(?:RetrieveValueSetResponse|valueSets)$/.test(root.local) ? readSvs(root) : readFhir(fhirJson(root));
}

function json(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    throw damaged();
  }
}
