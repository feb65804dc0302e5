import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CompiledSchema } from '../../server/src/schematron/compile';
import type { RunOptions } from '../../server/src/schematron/evaluator';
import type { RunResult } from '../../server/src/schematron/failure';
import { Library } from '../../server/src/schematron/library';
import { type LoadOptions, loadSchema } from '../../server/src/schematron/load';
import { run } from '../../server/src/schematron/run';
import type { Schema } from '../../server/src/schematron/schema';
import { parseXml } from '../../server/src/xml/parse';

export const schematrons = join(__dirname, '../package-sample/schematrons');

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** As `package/` does on a file system that tells letter cases apart. */
function otherCase(path: string): string | undefined {
  const folder = dirname(path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const wanted = path.slice(folder.length + 1);
  const found = names.find((name) => name !== wanted && name.toLowerCase() === wanted.toLowerCase());
  return found && join(folder, found);
}

/** A schema of the sample package. */
export const load = (name: string, options: LoadOptions = {}): Schema =>
  loadSchema(join(schematrons, name), read, { otherCase, ...options });

export const runFile = (name: string, xml: string, options: LoadOptions = {}): RunResult =>
  run(CompiledSchema.from(load(name, options)), parseXml(xml), { library: new Library(read) });

/** A schema given as the content of `schema`, with the prefix `c` for `urn:c`; other files by name. */
export function runText(
  content: string,
  xml: string,
  {
    binding = 'xslt2',
    files = {},
    ...options
  }: { readonly binding?: string; readonly files?: Readonly<Record<string, string>> } & Partial<RunOptions> = {},
): RunResult & { readonly schema: Schema } {
  const main = `<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="${binding}"
    xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><ns prefix="c" uri="urn:c"/>${content}</schema>`;
  const all: Readonly<Record<string, string>> = { '/s/main.sch': main, ...files };
  const reader = (path: string) => all[path];
  const schema = loadSchema('/s/main.sch', reader);
  const result = run(CompiledSchema.from(schema), parseXml(xml), { library: new Library(reader), ...options });
  return { ...result, schema };
}

/** `location: message` of each failure. */
export const said = ({ failures }: RunResult): string[] =>
  failures.map(({ location, message }) => `${location}: ${message}`);
